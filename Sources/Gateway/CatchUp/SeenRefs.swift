import ConfigStoreAPI
import RemoteSources

/// The branches and tags of a repository, as somebody has just seen them.
struct SeenRefs: Sendable {
    /// How many there may be, and what they may take; of more nothing is compared.
    static let maxRefs = 10_000
    static let maxBytes = 900_000
    /// How many changes are taken up at a time.
    static let maxChanges = 500
    private static let maxRefLength = 300

    /// The type of the driver that read them.
    let driver: String
    let repository: RemoteEvent.Repository
    /// The sha of each by its full name; nil when there are too many.
    let shas: [String: String]?

    init(driver: String, repository: RemoteEvent.Repository, _ refs: [RemoteRef]) {
        self.driver = driver
        self.repository = repository
        let watched = refs.filter { $0.name.unicodeScalars.count <= Self.maxRefLength }
        let bytes = watched.reduce(0) { $0 + $1.name.utf8.count + $1.commitSHA.utf8.count + 16 }
        shas =
            watched.count > Self.maxRefs || bytes > Self.maxBytes
            ? nil : Dictionary(watched.map { ($0.name, $0.commitSHA) }) { first, _ in first }
    }

    /// What differs, in the order of the names.
    static func changes(from before: [String: String], to after: [String: String]) -> [RefChange] {
        Set(before.keys).union(after.keys).sorted().compactMap { ref in
            let change = RefChange(ref: ref, before: before[ref] ?? "", after: after[ref] ?? "")
            return change.before == change.after ? nil : change
        }
    }
}
