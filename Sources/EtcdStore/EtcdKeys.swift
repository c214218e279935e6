import ConfigStore
import EtcdAccess

/// Where everything is in etcd.
///
/// A name that people can read, then parts with a zero byte between them, which none of them has: so keys are in the order
/// of their parts, and a prefix of a part is a prefix of the key.
struct EtcdKeys: Sendable {
    /// What all keys start with.
    let namespace: String
    /// Says which store this is and which of its generations is the current one.
    let state: [UInt8]
    /// Written by every commit.
    let latest: [UInt8]
    /// There while somebody commits alone.
    let exclusive: [UInt8]
    /// What was asked of all instances last.
    let maintenance: [UInt8]

    init(namespace: String) {
        self.namespace = namespace
        state = Array("\(namespace)state".utf8)
        latest = Array("\(namespace)latest".utf8)
        exclusive = Array("\(namespace)exclusive".utf8)
        maintenance = Array("\(namespace)maintenance".utf8)
    }

    /// Everything of this store.
    var all: EtcdKeyRange { EtcdKeyRange(prefix: Array(namespace.utf8)) }
    /// The parts of a commit that is larger than a request may be, under their numbers.
    var staged: [UInt8] { Array("\(namespace)staged/".utf8) }
    /// Whose turn it is to compact the history.
    var compactor: [UInt8] { Array("\(namespace)compactor".utf8) }
    /// Whose turn it is to write backups.
    var backup: [UInt8] { Array("\(namespace)backup".utf8) }
    /// Who would bring back what etcd has lost, with how far its copy is.
    var candidates: [UInt8] { Array("\(namespace)recovery/candidate/".utf8) }
    /// Whose turn it is to bring it back.
    var recovery: [UInt8] { Array("\(namespace)recovery/turn".utf8) }
    /// What each instance does, under its name.
    var instances: [UInt8] { Array("\(namespace)instance/".utf8) }
    /// Written while everything is brought over from another store, and last when that is done.
    var migration: [UInt8] { Array("\(namespace)migration".utf8) }
    /// When each generation was begun, under its number.
    var generations: [UInt8] { Array("\(namespace)generation/".utf8) }

    func data(_ generation: Int) -> [UInt8] { Array("\(namespace)data/\(generation)/".utf8) }
}

/// The keys of one generation's data.
struct DataKeys: Sendable {
    let prefix: [UInt8]

    init(_ keys: EtcdKeys, generation: Int) {
        prefix = keys.data(generation)
    }

    /// What a key of the data is about.
    enum Entry: Hashable {
        case record(RecordKey)
        case claim(Claim)
        case reference(Reference)
    }

    var all: EtcdKeyRange { EtcdKeyRange(prefix: prefix) }
    /// All claims.
    var claims: EtcdKeyRange { EtcdKeyRange(prefix: prefix + Array("claim/".utf8)) }
    /// Records, claims and references, which an export has in this order.
    var sorts: [EtcdKeyRange] {
        ["record/", "claim/", "reference/"].map { EtcdKeyRange(prefix: prefix + Array($0.utf8)) }
    }

    /// Where a thing's range is among `sorts`.
    func sort(of item: StoredItem) -> Int {
        switch item {
        case .record: 0
        case .claim: 1
        case .reference: 2
        }
    }

    func record(_ key: RecordKey) -> [UInt8] { made("record/", key.kind.rawValue, key.id) }
    func claim(_ claim: Claim) -> [UInt8] { made("claim/", claim.space, claim.key) }
    func reference(_ reference: Reference) -> [UInt8] {
        made(
            "reference/", reference.to.kind.rawValue, reference.to.id, reference.from.kind.rawValue, reference.from.id)
    }

    /// The claims of a space whose keys start with `prefix`.
    func claims(_ space: String, prefix: String) -> EtcdKeyRange { EtcdKeyRange(prefix: made("claim/", space, prefix)) }

    /// What refers to a record.
    func references(to key: RecordKey) -> EtcdKeyRange {
        EtcdKeyRange(prefix: made("reference/", key.kind.rawValue, key.id, ""))
    }

    /// Reads a key; nil for one that is not of this generation.
    func entry(_ key: [UInt8]) -> Entry? {
        guard key.starts(with: prefix) else { return nil }
        let rest = key.dropFirst(prefix.count)
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let parts = rest[(slash + 1)...].split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        switch (String(decoding: rest[..<slash], as: UTF8.self), parts.count) {
        case ("record", 2): return .record(RecordKey(RecordKind(parts[0]), parts[1]))
        case ("claim", 2): return .claim(Claim(parts[0], parts[1]))
        case ("reference", 4):
            return .reference(
                Reference(
                    from: RecordKey(RecordKind(parts[2]), parts[3]), to: RecordKey(RecordKind(parts[0]), parts[1])))
        default: return nil
        }
    }

    /// What a thing is in etcd.
    func pair(_ item: StoredItem) -> (key: [UInt8], value: [UInt8]) {
        switch item {
        case .record(let record):
            (self.record(record.key), EtcdValues.record(revision: record.revision, body: record.body))
        case .claim(let taken): (claim(taken.claim), EtcdValues.holder(taken.holder))
        case .reference(let reference): (self.reference(reference), [])
        }
    }

    /// Reads what is in etcd; nil for what is not of this generation.
    func item(_ pair: EtcdPair) throws(StoreError) -> StoredItem? {
        guard let entry = entry(pair.key) else { return nil }
        return try item(entry, pair.value)
    }

    /// - Throws: `StoreError.unavailable` for a value that a newer version has written.
    func item(_ entry: Entry, _ value: [UInt8]) throws(StoreError) -> StoredItem {
        switch entry {
        case .record(let key):
            guard let record = EtcdValues.record(key, value) else { throw Self.unreadable(key.kind.rawValue) }
            return .record(record)
        case .claim(let claim):
            guard let holder = EtcdValues.holder(value) else { throw Self.unreadable(claim.space) }
            return .claim(.init(claim: claim, holder: holder))
        case .reference(let reference): return .reference(reference)
        }
    }

    private static func unreadable(_ name: String) -> StoreError {
        .unavailable("a key of \(name) in etcd has a value that this version can't read")
    }

    private func made(_ name: String, _ parts: String...) -> [UInt8] {
        var key = prefix + Array(name.utf8)
        for (number, part) in parts.enumerated() {
            if number > 0 { key.append(0) }
            key += Array(part.utf8)
        }
        return key
    }
}
