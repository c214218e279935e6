/// Keys of etcd: one, or all from one to before another.
package struct EtcdKeyRange: Sendable, Hashable {
    package var start: [UInt8]
    /// The first key after the range; empty for the one key.
    package var end: [UInt8]

    package init(key: [UInt8]) {
        start = key
        end = []
    }

    package init(from start: [UInt8], to end: [UInt8]) {
        self.start = start
        self.end = end
    }

    /// All keys that start with a prefix.
    package init(prefix: [UInt8]) {
        self.init(from: prefix, to: Self.end(ofPrefix: prefix))
    }

    /// The first key after all those that start with a prefix; the end of all keys when there is none.
    package static func end(ofPrefix prefix: [UInt8]) -> [UInt8] {
        var end = prefix
        while let last = end.popLast() {
            if last < 0xFF { return end + [last + 1] }
        }
        return [0]
    }
}
