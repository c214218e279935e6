import EtcdAccess

/// Some of the changes of a commit that is larger than a request may be, as etcd keeps them until they are done.
///
/// Each is a byte that says whether it has a value (1) and whether its key is new (2), then key and value, each with its
/// length in four bytes before it.
struct StagedPart: Sendable {
    /// As the watch would tell them.
    var events: [EtcdWatchEvent]

    init(_ events: [EtcdWatchEvent]) {
        self.events = events
    }

    /// - Parameter revision: Etcd's revision that has the commit.
    init(_ bytes: [UInt8], revision: Int) throws(EtcdError) {
        events = []
        var rest = bytes[...]
        while let flags = rest.popFirst() {
            let key = try Self.field(&rest)
            let value = flags & 1 == 1 ? try Self.field(&rest) : nil
            events.append(EtcdWatchEvent(key: key, value: value, revision: revision, isNew: flags & 2 == 2))
        }
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for event in events {
            bytes.append((event.value == nil ? 0 : 1) | (event.isNew ? 2 : 0))
            Self.append(event.key, to: &bytes)
            if let value = event.value { Self.append(value, to: &bytes) }
        }
        return bytes
    }

    var operations: [EtcdTransaction.Operation] {
        events.map { event in
            event.value.map { .put(key: event.key, value: $0, lease: 0) } ?? .delete(EtcdKeyRange(key: event.key))
        }
    }

    private static func append(_ field: [UInt8], to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: field.count >> shift)) }
        bytes += field
    }

    private static func field(_ rest: inout ArraySlice<UInt8>) throws(EtcdError) -> [UInt8] {
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count >= 4 + count else { throw .refused("a part of a commit can't be read") }
        defer { rest = rest.dropFirst(4 + count) }
        return Array(rest.dropFirst(4).prefix(count))
    }
}
