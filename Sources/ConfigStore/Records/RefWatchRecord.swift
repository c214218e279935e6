import ConfigStoreAPI
import Foundation

/// What is known of the branches and tags of a project's repository. It has the project's id, and goes with it.
struct RefWatchRecord: StoredObject, Hashable {
    static let kind: RecordKind = "refwatch"

    /// By full name; nil before the first look.
    var refs: [String: String]?
    /// What they take, nearly.
    private(set) var byteCount = 0
    var generation = 0
    var attempts = 0
    var message = ""
    var seenTime: Date?
    /// When somebody looks again.
    var lookTime: Date
    /// How far the forge's own list of deliveries was gone through.
    var deliveries: SeenDeliveries?
    /// Who is looking, and until when nobody else may.
    var leaseHolder: String?
    var leaseEnds: Date?

    /// `<time>/<project>`: who is looked at next.
    static let lookSpace = "refwatch.look"

    init(lookTime: Date) {
        self.lookTime = lookTime
    }

    func claim(_ project: String) -> Claim { Claim(Self.lookSpace, "\(Expiry.seconds(lookTime))/\(project)") }

    /// Takes a change over where the ref is what the change says it was, and there is room.
    mutating func apply(_ change: RefChange) {
        let last = refs?[change.ref] ?? ""
        let unknown = RefChange.unknown
        guard refs != nil, change.before == last || change.before == unknown || last == unknown else { return }
        let size = Self.size(of: change.ref)
        if change.after.isEmpty {
            if refs?.removeValue(forKey: change.ref) != nil { byteCount -= size }
        } else if !last.isEmpty {
            refs?[change.ref] = change.after
        } else if byteCount + size <= RefWatchRules.maxBytes, refs?.count ?? 0 < RefWatchRules.maxRefs {
            byteCount += size
            refs?[change.ref] = change.after
        }
    }

    /// What a ref takes in the record, where a slash is two characters, and with its sha.
    private static func size(of ref: String) -> Int {
        ref.utf8.reduce(80) { $0 + ([UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "\\")].contains($1) ? 2 : 1) }
    }

    /// Takes over what the first look has seen.
    mutating func remember(_ seen: [String: String]) {
        (refs, byteCount) = ([:], 0)
        for (ref, sha) in seen { apply(RefChange(ref: ref, before: "", after: sha)) }
    }

    /// Forgets what is known: the next look is the first one.
    mutating func forget() {
        (refs, byteCount) = (nil, 0)
    }
}

extension RefWatch {
    init(_ stored: Stored<RefWatchRecord>) {
        let value = stored.value
        self.init(
            projectID: stored.id, refs: value.refs, generation: value.generation, attempts: value.attempts,
            message: value.message, seenTime: value.seenTime, lookTime: value.lookTime,
            deliveries: value.deliveries)
    }
}
