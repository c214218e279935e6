import Foundation
import RemoteSources
import ServiceKit
import Validation

/// A commit status that somebody reports, with everything in it as it should be.
struct CommitStatusRequest: Sendable, Hashable {
    let sha: String
    let state: CommitStatus.State
    let context: String
    let description: String
    let targetURL: String
    /// The branch or tag, its short name.
    let ref: String

    static let maxContextBytes = 255
    static let maxDescriptionBytes = 1000
    static let maxURLBytes = 2048
    static let maxRefBytes = 255

    /// One of a run, whose parts are known to fit but for their lengths.
    init(
        sha: String, state: CommitStatus.State, context: String, description: String, targetURL: String, ref: String
    ) {
        self.sha = sha
        self.state = state
        self.context = String(decoding: context.utf8.prefix(Self.maxContextBytes), as: UTF8.self)
        self.description = description
        self.targetURL = targetURL.utf8.count <= Self.maxURLBytes ? targetURL : ""
        self.ref = ref
    }

    /// - Throws: `ServiceError` 400 `invalidCommitStatus` with everything that is wrong.
    init(_ body: CommitStatusRequestBody) throws(ServiceError) {
        var violations = Violations()
        do throws(DriverError) {
            sha = try CommitSHA.checked(body.sha ?? "")
        } catch {
            sha = ""
            violations.add(Violation("sha", "invalidCommitSHA", "a full commit id in small letters is needed"))
        }
        state = body.state.flatMap { Self.states[$0] } ?? .pending
        if body.state.flatMap({ Self.states[$0] }) == nil {
            violations.add(
                Violation(
                    "state", .notSupported, "one of \(Self.states.keys.sorted().joined(separator: ", ")) is needed"))
        }
        context = body.context ?? ""
        if context.isEmpty {
            violations.add(Violation("context", .required, "say which check this is about, such as ci/build"))
        }
        description = body.description ?? ""
        targetURL = body.target_url ?? ""
        if !targetURL.isEmpty, !Self.isPage(targetURL) {
            violations.add(Violation("target_url", "invalidURL", "an http or https URL is needed"))
        }
        ref = Self.shortName(body.ref ?? "")
        for (field, text, bytes) in [
            ("context", context, Self.maxContextBytes), ("description", description, Self.maxDescriptionBytes),
            ("target_url", targetURL, Self.maxURLBytes), ("ref", ref, Self.maxRefBytes),
        ] where !text.isEmpty {
            violations.add(TextRule.violation(of: text, at: FieldPath(field), maxBytes: bytes))
        }
        if !violations.all.isEmpty { throw ServiceError(code: "invalidCommitStatus", violations: violations) }
    }

    private static let states: [String: CommitStatus.State] = Dictionary(
        uniqueKeysWithValues: [.pending, .running, .success, .failure, .error, .cancelled].map { ($0.rawValue, $0) })

    private static func isPage(_ url: String) -> Bool {
        guard let parts = URLComponents(string: url) else { return false }
        return ["http", "https"].contains(parts.scheme?.lowercased()) && parts.host?.isEmpty == false
            && parts.user == nil && parts.password == nil
    }

    private static func shortName(_ ref: String) -> String {
        for prefix in ["refs/heads/", "refs/tags/"] where ref.hasPrefix(prefix) {
            return String(ref.dropFirst(prefix.count))
        }
        return ref
    }
}
