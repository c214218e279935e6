import ConfigStore

/// How values are written in etcd.
enum EtcdValues {
    /// A record's revision has so many digits, so that values are in the order of the revisions.
    private static let digits = 16

    static func record(revision: Int, body: [UInt8]) -> [UInt8] { header(revision) + [UInt8(ascii: " ")] + body }

    /// What the value of a record with this revision is above, and that of the one before is not.
    static func header(_ revision: Int) -> [UInt8] {
        let number = Array(String(revision).utf8)
        return Array(repeating: UInt8(ascii: "0"), count: max(0, digits - number.count)) + number
    }

    static func record(_ key: RecordKey, _ value: [UInt8]) -> Record? {
        guard value.count > digits, let revision = Int(String(decoding: value[..<digits], as: UTF8.self)) else {
            return nil
        }
        return Record(kind: key.kind, id: key.id, revision: revision, body: Array(value[(digits + 1)...]))
    }

    static func holder(_ key: RecordKey) -> [UInt8] { Array(key.kind.rawValue.utf8) + [0] + Array(key.id.utf8) }

    static func holder(_ value: [UInt8]) -> RecordKey? {
        let parts = value.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return RecordKey(
            RecordKind(String(decoding: parts[0], as: UTF8.self)), String(decoding: parts[1], as: UTF8.self))
    }
}

/// Which store an etcd has, and which of its generations is the current one.
struct StoreState: Sendable, Hashable {
    /// Made once at random: a store that was lost and begun anew is another one.
    var identity: String
    var generation: Int
    /// What the store's revisions are more than etcd's: an etcd that has lost its data counts from 1 again, and the store
    /// never goes back.
    var offset = 0

    init(identity: String, generation: Int, offset: Int = 0) {
        self.identity = identity
        self.generation = generation
        self.offset = offset
    }

    init?(_ value: [UInt8]) {
        let parts = String(decoding: value, as: UTF8.self).split(separator: "/")
        guard (2...3).contains(parts.count), let generation = Int(parts[1]),
            let offset = parts.count == 3 ? Int(parts[2]) : 0
        else { return nil }
        self.init(identity: String(parts[0]), generation: generation, offset: offset)
    }

    /// An older version reads what has no offset.
    var text: String { "\(identity)/\(generation)" + (offset == 0 ? "" : "/\(offset)") }
    var value: [UInt8] { Array(text.utf8) }
}
