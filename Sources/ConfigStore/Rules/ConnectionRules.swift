import ConfigStoreAPI
import ServiceKit
import Validation

/// The rules on a connection as a whole; every violation is collected.
enum ConnectionRules {
    static let maxTextBytes = 255
    static let maxTokenBytes = LinkedAccountRules.maxTokenBytes

    /// Checks the fields of a connection.
    ///
    /// - Parameters:
    ///   - connection: The fields, merged with the stored ones on an update.
    ///   - accessToken: A new one.
    ///   - appPrivateKey: A new one.
    static func check(
        _ connection: ConnectionRecord, accessToken: String?, appPrivateKey: String?, into violations: inout Violations
    ) {
        violations.add(NameGrammar.violation(of: connection.name, at: "name"))
        violations.add(text(connection.remoteUserID, "remote_user_id"))
        violations.add(text(connection.remoteUserName, "remote_user_name"))
        switch connection.type {
        case .token:
            if accessToken != nil || connection.sealedSecret.isEmpty {
                violations.add(TextRule.violation(of: accessToken ?? "", at: "access_token", maxBytes: maxTokenBytes))
            }
            for (field, value) in [
                ("app_id", connection.appID), ("installation_account", connection.installationAccount),
                ("app_private_key", appPrivateKey ?? ""),
            ] where !value.isEmpty {
                violations.add(FieldPath(field), .notSupported, "only for an app")
            }
        case .app:
            violations.add(text(connection.appID, "app_id"))
            violations.add(text(connection.installationAccount, "installation_account"))
            if appPrivateKey != nil || connection.sealedSecret.isEmpty {
                violations.add(PrivateKeyRule.violation(of: appPrivateKey ?? "", at: "app_private_key"))
            }
            if accessToken?.isEmpty == false {
                violations.add("access_token", .notSupported, "only for a token")
            }
        }
    }

    /// Reads a type, or adds a violation.
    static func type(_ text: String?, into violations: inout Violations) -> ConnectionType {
        if let text, let type = ConnectionType(rawValue: text) { return type }
        violations.add("type", text == nil ? .required : .notSupported, "a type is needed: token or app")
        return .token
    }

    /// Refuses an app where the remote source's driver knows none.
    static func requireApps(_ source: RemoteSourceRecord, drivers: [DriverSchema]) throws {
        if drivers.contains(where: { $0.configType == "remotesource" && $0.type == source.type && $0.hasApps }) {
            return
        }
        var violations = Violations()
        violations.add("type", .notSupported, "remote sources of type \(source.type) have no apps: use a token")
        try refuse(violations)
    }

    static func refuse(_ violations: Violations) throws {
        guard !violations.isEmpty else { return }
        let isName = Set(violations.all.map(\.path.description)) == ["name"]
        throw ServiceError(code: isName ? "invalidConnectionName" : "invalidConnection", violations: violations)
    }

    private static func text(_ text: String, _ field: FieldPath) -> Violation? {
        TextRule.violation(of: text, at: field, maxBytes: maxTextBytes)
    }
}
