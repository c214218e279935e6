import ConfigStoreAPI
import ServiceKit
import Validation

/// The rules on what a forge and the gateway say about an account.
enum LinkedAccountRules {
    static let maxNameBytes = 255
    static let maxURLBytes = 2048
    static let maxTokenBytes = 16 * 1024

    static func check(_ request: CreateLinkedAccountRequest, at path: FieldPath = .root) -> Violations {
        var violations = Violations()
        add(request.remoteSourceRef ?? "", path.appending("remote_source_name"), maxNameBytes, &violations)
        add(request.remoteUserID ?? "", path.appending("remote_user_id"), maxNameBytes, &violations)
        add(request.remoteUserName ?? "", path.appending("remote_user_name"), maxNameBytes, &violations)
        checkAvatar(request.remoteUserAvatarURL, at: path, into: &violations)
        if let credentials = request.credentials {
            check(credentials, at: path.appending("credentials"), into: &violations)
        } else {
            violations.add(path.appending("credentials"), .required, "the account's tokens are needed")
        }
        return violations
    }

    static func check(_ request: UpdateLinkedAccountRequest) -> Violations {
        var violations = Violations()
        if let name = request.remoteUserName { add(name, "remote_user_name", maxNameBytes, &violations) }
        checkAvatar(request.remoteUserAvatarURL, at: .root, into: &violations)
        if let credentials = request.credentials { check(credentials, at: "credentials", into: &violations) }
        return violations
    }

    /// Refuses a source that nobody signs in through.
    static func requireSignIn(_ source: RemoteSourceRecord) throws {
        guard source.authType == RemoteSourceRules.tokenAuthType else { return }
        throw ServiceError(
            code: "invalidLinkedAccount",
            violations: Violations([
                Violation(
                    "remote_source_name", .notSupported, "nobody signs in through this source: it is for connections")
            ]))
    }

    private static func checkAvatar(_ url: String?, at path: FieldPath, into violations: inout Violations) {
        violations.add(
            TextRule.violation(
                of: url ?? "", at: path.appending("remote_user_avatar_url"), maxBytes: maxURLBytes, isRequired: false))
    }

    private static func check(
        _ credentials: LinkedAccountCredentials, at path: FieldPath, into violations: inout Violations
    ) {
        add(credentials.accessToken, path.appending("access_token"), maxTokenBytes, &violations)
        violations.add(
            TextRule.violation(
                of: credentials.refreshToken, at: path.appending("refresh_token"), maxBytes: maxTokenBytes,
                isRequired: false))
    }

    private static func add(_ text: String, _ path: FieldPath, _ maxBytes: Int, _ violations: inout Violations) {
        violations.add(TextRule.violation(of: text, at: path, maxBytes: maxBytes))
    }
}
