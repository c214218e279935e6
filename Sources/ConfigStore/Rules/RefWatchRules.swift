import ConfigStoreAPI
import ServiceKit
import Validation

/// The rules on what a gateway says of a repository's refs.
enum RefWatchRules {
    /// How many branches and tags of a repository are known at the most.
    static let maxRefs = 10_000
    /// In Unicode code points.
    static let maxRefLength = 300
    /// What all of them take, nearly: etcd takes no value of more than 1.5 MB, and there is more in the record.
    static let maxBytes = 1_000_000
    /// Ids of a forge's deliveries: how many, and in bytes.
    static let maxDeliveries = 1_000
    static let maxDeliveryIDBytes = 255
    static let refPattern = "^refs/(heads|tags)/[^\\u0000-\\u0020\\u007f]+$"
    static let shaPattern = "^([0-9a-f]{40}|[0-9a-f]{64}|[?])?$"
    /// How often somebody looks: seconds; 0 where the gateway's own pace is meant.
    static let pollSeconds = 30...86_400

    static func check(_ request: UpdateRefWatchRequest) throws -> Double {
        try ProjectSetUpRules.check(holder: request.holder)
        try check(request.changes ?? [])
        try request.deliveries.map(check)
        let refs = request.refs ?? [:]
        if refs.count > maxRefs || !refs.allSatisfy({ isRef($0.key) && isSHA($0.value) }) {
            throw ServiceError(
                code: "invalidRefs",
                violations: Violations([
                    Violation("refs", "invalidRef", "at most \(maxRefs) branches and tags with their shas are needed")
                ]))
        }
        return try ProjectSetUpRules.wait(request.lookAfterSeconds)
    }

    private static func check(_ seen: SeenDeliveries) throws {
        let ids = [seen.mark, seen.newest] + seen.handled
        if seen.handled.count <= maxDeliveries, ids.allSatisfy(isDeliveryID) { return }
        throw ServiceError(
            code: "invalidDeliveries",
            violations: Violations([
                Violation(
                    "deliveries", .tooLong,
                    "at most \(maxDeliveries) ids of at most \(maxDeliveryIDBytes) bytes are needed")
            ]))
    }

    static func check(_ changes: [RefChange]) throws {
        var violations = Violations()
        if changes.count > maxRefs {
            violations.add("changes", .tooLong, "\(maxRefs) changes are the most at a time")
        }
        for (place, change) in changes.enumerated().prefix(maxRefs) {
            if !isRef(change.ref) {
                violations.add(
                    FieldPath("changes[\(place)].ref"), "invalidRef", "refs/heads/… or refs/tags/… is needed")
            }
            for (field, sha) in [("before", change.before), ("after", change.after)] where !isSHA(sha) {
                violations.add(
                    FieldPath("changes[\(place)].\(field)"), "invalidSHA",
                    "a commit's id, nothing or \(RefChange.unknown) is needed")
            }
            // One is enough to find the mistake.
            if !violations.isEmpty { break }
        }
        guard violations.isEmpty else { throw ServiceError(code: "invalidRefs", violations: violations) }
    }

    static func pollViolation(_ seconds: Int) -> Violation? {
        if seconds == 0 || pollSeconds.contains(seconds) { return nil }
        return Violation(
            "poll_interval_seconds", .outOfRange,
            "\(pollSeconds.lowerBound) to \(pollSeconds.upperBound) is needed, or 0 for what is usual")
    }

    private static func isRef(_ text: String) -> Bool {
        let prefix = ["refs/heads/", "refs/tags/"].first(where: text.hasPrefix) ?? text
        return text.utf8.count > prefix.utf8.count && text.unicodeScalars.count <= maxRefLength
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    }

    private static func isDeliveryID(_ text: String) -> Bool {
        text.utf8.count <= maxDeliveryIDBytes && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    private static func isSHA(_ text: String) -> Bool {
        text.isEmpty || text == RefChange.unknown
            || [40, 64].contains(text.utf8.count)
                && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
