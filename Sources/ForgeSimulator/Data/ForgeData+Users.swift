import Foundation

/// Who asks, and how they showed it.
struct ForgeCaller: Sendable {
    let user: ForgeUser
    /// Personal tokens are made and listed only with the password itself.
    let usesPassword: Bool
}

extension ForgeData {
    mutating func addUser(
        _ name: String, password: String, email: String, oneTimePassword: String?, isAdministrator: Bool
    ) -> ForgeUser {
        var user = ForgeUser(id: nextID(.user), name: name, created: now())
        user.password = password
        user.email = email
        user.oneTimePassword = oneTimePassword
        user.isAdministrator = isAdministrator
        users[user.id] = user
        return user
    }

    mutating func addOrganization(_ name: String, owner: ForgeUser) throws(ForgeRefusal) -> ForgeUser {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 20, parts.allSatisfy({ ForgeName.isOne(String($0)) }) else {
            throw .unprocessable("name is reserved or has other characters: \(name)")
        }
        guard user(named: name) == nil else { throw .unprocessable("user already exists [name: \(name)]") }
        guard users.count < Self.maxUsers else { throw .full }
        var organization = ForgeUser(id: nextID(.user), name: name, created: now())
        organization.memberIDs = [owner.id]
        users[organization.id] = organization
        return organization
    }

    mutating func addToken(_ name: String, for user: ForgeUser) throws(ForgeRefusal) -> ForgeToken {
        guard !user.tokens.contains(where: { $0.name == name }) else {
            throw ForgeRefusal(status: 400, body: .sentence("access token name has been used already"))
        }
        guard user.tokens.count < Self.maxTokensPerUser else { throw .full }
        let token = ForgeToken(id: nextID(.token), name: name, secret: ForgeSecret.hex(20))
        users[user.id]?.tokens.append(token)
        return token
    }

    /// Who sent the request; nil without credentials.
    ///
    /// - Parameters:
    ///   - authorization: The `Authorization` header.
    ///   - oneTimePassword: The `X-Gitea-OTP` header.
    /// - Throws: 401 when the credentials are nobody's.
    mutating func caller(
        authorization: String?, oneTimePassword: String?
    ) throws(ForgeRefusal) -> ForgeCaller? {
        guard let authorization else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw .unauthorized }
        switch parts[0].lowercased() {
        case "token", "bearer":
            guard let user = user(token: parts[1]) else { throw .unauthorized }
            return ForgeCaller(user: user, usesPassword: false)
        case "basic":
            return try basicCaller(parts[1], oneTimePassword: oneTimePassword)
        default:
            throw .unauthorized
        }
    }

    private mutating func basicCaller(
        _ encoded: String, oneTimePassword: String?
    ) throws(ForgeRefusal) -> ForgeCaller {
        guard let data = Data(base64Encoded: encoded), let text = String(data: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":")
        else { throw .unauthorized }
        let (name, password) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
        // A token may stand for the name, or for the password.
        if let user = user(token: name) ?? user(token: password) { return ForgeCaller(user: user, usesPassword: false) }
        return ForgeCaller(
            user: try logIn(name, password: password, oneTimePassword: oneTimePassword), usesPassword: true)
    }

    /// - Throws: 401 for a wrong name or password, and for a one-time password that is wrong or was used.
    mutating func logIn(
        _ name: String, password: String, oneTimePassword: String?
    ) throws(ForgeRefusal) -> ForgeUser {
        guard let user = user(named: name), !user.isOrganization, !user.password.isEmpty, user.password == password
        else { throw .unauthorized }
        guard let needed = user.oneTimePassword else { return user }
        guard oneTimePassword == needed, !(oneTimePasswordsWorkOnce && user.oneTimePasswordIsUsed) else {
            throw .unauthorized
        }
        users[user.id]?.oneTimePasswordIsUsed = true
        return user
    }

    func user(token: String) -> ForgeUser? {
        guard !token.isEmpty else { return nil }
        if let grant = accessTokens.first(where: { $0.token == token }) {
            return grant.expires > now() ? users[grant.userID] : nil
        }
        return users.values.first { user in user.tokens.contains { $0.secret == token } }
    }
}

/// Names of accounts and repositories.
enum ForgeName {
    static func isOne(_ name: String) -> Bool {
        (1...100).contains(name.utf8.count) && name != "." && name != ".."
            && name.utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0 | 0x20) || "-._".utf8.contains($0)
            }
    }
}
