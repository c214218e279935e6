import RemoteSources
import StrictYAML
import Validation

/// How people prove who they are.
extension ManifestReader {
    func user() -> UserSection? {
        guard let entry = root.optionalMap("user") else { return nil }
        let operation = operation(entry, [:])
        let answer: AnswerMap<UserField>? = answer(entry.map("answer"), AnswerKind([operation]))
        guard let operation, let answer else { return nil }
        return UserSection(operation: operation, answer: answer)
    }

    func password(_ signIn: YAMLMap?) -> PasswordSection? {
        guard let entry = signIn?.optionalMap("password") else { return nil }
        let isTokenFirst = entry.bool("tokenFirst", default: false)
        let scopes = texts(entry, "scopes")
        var placeholders: Placeholders = [
            "login": .text, "tokenName": .text, "random": .text, "scopes": .list,
        ]
        // Before there is a token, nobody knows more than the login name.
        if !isTokenFirst { placeholders["userID"] = .text }
        let create = entry.map("createToken")
        let operation = create.flatMap { self.operation($0, placeholders, needs: [.all("tokenName")]) }
        let member = entry.string("token")
        if !member.isEmpty, (try? JSONPath(member))?.steps.count != 1 {
            entry.problem(at: "token", ManifestMistake.invalidPath, "the token is a member of the answer itself")
        }
        guard let operation else { return nil }
        return PasswordSection(isTokenFirst: isTokenFirst, createToken: operation, tokenMember: member, scopes: scopes)
    }

    func oauth2(_ signIn: YAMLMap?) -> OAuth2Section? {
        guard let entry = signIn?.optionalMap("oauth2") else { return nil }
        let (authorize, token) = (endpoint(entry, "authorize"), endpoint(entry, "token"))
        let scopes = texts(entry, "scopes")
        let (hasPKCE, hasRefresh) = (entry.bool("pkce", default: false), entry.bool("refresh", default: false))
        guard let authorize, let token else { return nil }
        return OAuth2Section(
            endpoints: .init(authorizePath: authorize, tokenPath: token, scopes: scopes), hasPKCE: hasPKCE,
            hasRefresh: hasRefresh)
    }

    /// A path below the address that people open the forge at.
    private func endpoint(_ entry: YAMLMap, _ key: String) -> [String]? {
        let path = entry.string(key)
        guard !path.isEmpty else { return nil }
        return checked(entry, key) { () throws(ManifestMistake) in
            try Self.segments(path, [:]).compactMap { $0.text([:]) }
        }
    }
}
