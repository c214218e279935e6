import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// The rules on what a gateway says of a project's set-up.
enum ProjectSetUpRules {
    static let maxMessageBytes = 1024
    static let maxURLBytes = 2048
    static let maxKeyBytes = 4096
    static let maxHolderBytes = 64
    static let maxWaitSeconds = 31 * 86_400

    /// Checks who asks for a lease.
    static func check(holder: String) throws {
        guard let violation = TextRule.violation(of: holder, at: "holder", maxBytes: maxHolderBytes) else { return }
        throw ServiceError(code: "invalidHolder", violations: Violations([violation]))
    }

    /// Checks a change, and returns its words.
    static func check(
        _ request: UpdateProjectSetUpRequest
    ) throws -> (state: ProjectSetUp.State?, rotation: UpdateProjectSetUpRequest.Rotation?) {
        try check(holder: request.holder)
        var violations = Violations()
        let state = request.state.flatMap(ProjectSetUp.State.init)
        if request.state != nil, state == nil {
            violations.add("state", .notSupported, "settingUp, ready or failed is needed")
        }
        let rotation = request.rotation.flatMap(UpdateProjectSetUpRequest.Rotation.init)
        if request.rotation != nil, rotation == nil {
            violations.add("rotation", .notSupported, "begin, finish or drop is needed")
        }
        for (field, text, limit) in [
            ("deploy_key_id", request.deployKeyID, ProjectRules.maxTextBytes),
            ("webhook_id", request.webhookID, ProjectRules.maxTextBytes),
            ("webhook_url", request.webhookURL, maxURLBytes),
            ("deploy_public_key", request.deployPublicKey, maxKeyBytes),
        ] {
            violations.add(
                text.flatMap {
                    TextRule.violation(of: $0, at: FieldPath(field), maxBytes: limit, isRequired: false)
                })
        }
        if let path = request.repositoryPath {
            violations.add(TextRule.violation(of: path, at: "repository_path", maxBytes: ProjectRules.maxPathBytes))
        }
        if let key = request.sshPrivateKey, !key.isEmpty {
            violations.add(PrivateKeyRule.violation(of: key, at: "ssh_private_key"))
        }
        guard violations.isEmpty else { throw ServiceError(code: "invalidSetUp", violations: violations) }
        _ = try wait(request.lookAfterSeconds ?? 0)
        return (state, rotation)
    }

    /// How long somebody waits until the next look.
    static func wait(_ seconds: Int) throws -> Double {
        guard (0...maxWaitSeconds).contains(seconds) else {
            throw ServiceError(
                code: "invalidWait",
                violations: Violations([
                    Violation("look_after_seconds", .outOfRange, "0 to \(maxWaitSeconds) is needed")
                ]))
        }
        return Double(seconds)
    }

    /// A forge's words, on one line and no longer than people read.
    static func shortened(_ text: String) -> String {
        let printable = String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.properties.generalCategory != .control }))
        guard printable.utf8.count > maxMessageBytes else { return printable }
        var short = printable.prefix(maxMessageBytes)
        while short.utf8.count > maxMessageBytes - 3 { short.removeLast() }
        return short + "…"
    }
}
