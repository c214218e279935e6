import ConfigStoreAPI
import Validation

/// The rules on a remote source as a whole; every violation is collected.
enum RemoteSourceRules {
    static let maxClientIDBytes = 255
    static let maxClientSecretBytes = 4096
    /// Of sources that nobody signs in through, since connections alone use them.
    static let tokenAuthType = "token"

    /// Checks the fields of a remote source, and returns its API URL in the spelling in which it is stored.
    ///
    /// - Parameters:
    ///   - source: The fields, merged with the stored ones on an update.
    ///   - hasClientSecret: Whether a secret is given or stored.
    ///   - drivers: What the drivers that this installation has accept.
    static func check(
        _ source: RemoteSourceRecord, newClientSecret: String?, hasClientSecret: Bool, drivers: [DriverSchema]
    ) throws(Violations) -> String {
        var violations = Violations()
        violations.add(NameGrammar.violation(of: source.name, at: "name"))
        var url = source.apiURL
        do {
            url = try URLRule.normalized(source.apiURL, at: "apiurl")
        } catch {
            violations.add(error)
        }
        checkType(source, drivers: drivers, into: &violations)
        if source.authType == "oauth2" {
            checkClient(
                source, newClientSecret: newClientSecret, hasClientSecret: hasClientSecret, into: &violations)
        } else {
            checkUnusedClient(source, newClientSecret: newClientSecret, into: &violations)
        }
        if source.authType == tokenAuthType { checkSignIn(source, into: &violations) }
        if !source.sshHostKey.isEmpty {
            violations.add(SSHHostKeyRule.violation(of: source.sshHostKey, at: "ssh_host_key"))
        }
        try violations.throwIfAny()
        return url
    }

    private static func checkType(
        _ source: RemoteSourceRecord, drivers: [DriverSchema], into violations: inout Violations
    ) {
        let known = drivers.filter { $0.configType == "remotesource" }
        let driver = known.first { $0.type == source.type }
        if source.type.isEmpty {
            violations.add("type", .required, "a type is needed: \(list(known.map(\.type)))")
        } else if driver == nil {
            violations.add("type", .notSupported, "no driver has this type; there are \(list(known.map(\.type)))")
        }
        let authTypes = (driver?.authTypes ?? ["password", "oauth2"]) + [tokenAuthType]
        if source.authType.isEmpty {
            violations.add("auth_type", .required, "an authentication type is needed: \(list(authTypes))")
        } else if !authTypes.contains(source.authType) {
            violations.add("auth_type", .notSupported, "this type of source authenticates by \(list(authTypes))")
        }
    }

    private static func checkSignIn(_ source: RemoteSourceRecord, into violations: inout Violations) {
        for (field, isEnabled) in [
            ("registration_enabled", source.registrationEnabled), ("login_enabled", source.loginEnabled),
        ] where isEnabled {
            violations.add(FieldPath(field), .notSupported, "nobody signs in through a source for tokens")
        }
    }

    private static func checkClient(
        _ source: RemoteSourceRecord, newClientSecret: String?, hasClientSecret: Bool, into violations: inout Violations
    ) {
        violations.add(TextRule.violation(of: source.clientID, at: "client_id", maxBytes: maxClientIDBytes))
        if let newClientSecret, !newClientSecret.isEmpty {
            violations.add(
                TextRule.violation(of: newClientSecret, at: "client_secret", maxBytes: maxClientSecretBytes))
        } else if newClientSecret != nil || !hasClientSecret {
            violations.add("client_secret", .required, "OAuth2 needs a client secret")
        }
    }

    /// What another authentication type leaves unread is no place for what would be refused elsewhere.
    private static func checkUnusedClient(
        _ source: RemoteSourceRecord, newClientSecret: String?, into violations: inout Violations
    ) {
        violations.add(
            TextRule.violation(of: source.clientID, at: "client_id", maxBytes: maxClientIDBytes, isRequired: false))
        violations.add(
            TextRule.violation(
                of: newClientSecret ?? "", at: "client_secret", maxBytes: maxClientSecretBytes, isRequired: false))
    }

    private static func list(_ words: [String]) -> String {
        words.sorted().joined(separator: ", ")
    }

    /// The refusal's code: the one field's own, when there is only one that is wrong.
    static func code(for violations: Violations) -> String {
        let fields = Set(violations.all.map(\.path.description))
        guard fields.count == 1, let field = fields.first else { return "invalidRemoteSource" }
        return switch field {
        case "name": "invalidRemoteSourceName"
        case "apiurl": "invalidRemoteSourceAPIURL"
        case "type": "invalidRemoteSourceType"
        case "auth_type": "invalidRemoteSourceAuthType"
        case "client_id": "invalidOauth2ClientID"
        case "client_secret": "invalidOauth2ClientSecret"
        case "ssh_host_key": "invalidSSHHostKey"
        default: "invalidRemoteSource"
        }
    }
}
