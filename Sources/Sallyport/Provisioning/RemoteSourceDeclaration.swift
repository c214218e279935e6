import RemoteSources
import StrictYAML
import Validation

/// A remote source as a file declares it: what the file leaves out has its default.
struct RemoteSourceDeclaration: Declaration, Hashable {
    var name: String
    /// The name that it had before.
    var renamedFrom: String?
    var type: String
    /// Normalized.
    var apiURL: String
    var authType: String
    var clientID: String
    var clientSecret: SecretReference?
    let secretPlace: YAMLPlace
    var registrationEnabled: Bool
    var loginEnabled: Bool
    var skipVerify: Bool
    var sshHostKey: String
    var skipSSHHostKeyCheck: Bool

    /// Of sources that nobody signs in through, since connections alone use them.
    private static let tokenAuthType = "token"

    /// Reads an entry of `remoteSources`; problems go to the document.
    ///
    /// - Parameter registry: The drivers that there are; nil when that is for the server to say.
    init(_ entry: YAMLMap, registry: DriverRegistry?) {
        name = entry.string("name")
        if !name.isEmpty { entry.report(NameGrammar.violation(of: name, at: entry.path.appending("name")), at: "name") }
        renamedFrom = entry.optionalString("renamedFrom")
        type = entry.string("type")
        let url = entry.string("apiURL")
        apiURL = url
        do {
            if !url.isEmpty { apiURL = try URLRule.normalized(url, at: entry.path.appending("apiURL")) }
        } catch {
            entry.report(error, at: "apiURL")
        }
        (registrationEnabled, loginEnabled) = (true, true)
        skipVerify = entry.bool("skipVerify", default: false)
        sshHostKey = entry.optionalString("sshHostKey") ?? ""
        skipSSHHostKeyCheck = entry.bool("skipSSHHostKeyCheck", default: false)
        (authType, clientID, clientSecret) = ("", "", nil)
        let auth = entry.map("auth")
        secretPlace = auth?.place(of: "clientSecretFrom") ?? entry.place(of: "auth")
        if let auth { readAuthentication(auth) }
        registrationEnabled = entry.bool("registrationEnabled", default: authType != Self.tokenAuthType)
        loginEnabled = entry.bool("loginEnabled", default: authType != Self.tokenAuthType)
        check(entry, auth, registry)
    }

    private mutating func readAuthentication(_ auth: YAMLMap) {
        authType = auth.string("type")
        if auth.has("clientSecret") {
            auth.problem(
                at: "clientSecret", .notSupported, "a secret is not written into this file: use clientSecretFrom")
        }
        guard authType != "password", authType != Self.tokenAuthType else {
            for key in ["clientID", "clientSecretFrom"] where auth.has(key) {
                auth.problem(at: key, .notSupported, "only oauth2 has this")
            }
            return
        }
        clientID = auth.string("clientID")
        clientSecret = SecretReference.read("clientSecretFrom", in: auth)
    }

    private func check(_ entry: YAMLMap, _ auth: YAMLMap?, _ registry: DriverRegistry?) {
        if let renamedFrom {
            let path = entry.path.appending("renamedFrom")
            entry.report(NameGrammar.violation(of: renamedFrom, at: path), at: "renamedFrom")
        }
        if !sshHostKey.isEmpty {
            let path = entry.path.appending("sshHostKey")
            entry.report(SSHHostKeyRule.violation(of: sshHostKey, at: path), at: "sshHostKey")
        }
        var authTypes = ["oauth2", "password"]
        if let registry, !type.isEmpty {
            let types = registry.all.filter { $0.configType == .remoteSource }.map(\.type)
            guard let driver = registry.driver(.remoteSource, type: type) else {
                entry.problem(
                    at: "type", .notSupported, "no driver has this type; there are \(types.joined(separator: ", "))")
                return
            }
            authTypes = driver.manifest.authTypes.map(\.rawValue).sorted()
        }
        authTypes.append(Self.tokenAuthType)
        if !authType.isEmpty, !authTypes.contains(authType) {
            auth?.problem(
                at: "type", .notSupported, "sources of this type authenticate by \(authTypes.joined(separator: ", "))")
        }
    }
}
