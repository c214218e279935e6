import EtcdAccess

/// Parts of a range that are some pages long, in the order of their keys.
///
/// For each page etcd looks at all keys that it is asked for, however few fit into the page. So a stretch is what begins as the
/// next key does, with as many bytes alike as make it some pages at the most.
struct RangeStretches: Sendable {
    /// What is left; nil at the end.
    private(set) var rest: EtcdKeyRange?
    /// How many bytes the keys of a stretch have alike.
    private var depth = 0
    /// A stretch is made shorter when it is more than so many pages, and longer when it is less than one part in so many.
    private static let pages = 4

    init(_ range: EtcdKeyRange) {
        rest = range
    }

    /// What is to be read next; nil at the end.
    var next: EtcdKeyRange? {
        guard let rest else { return nil }
        let end = EtcdKeyRange.end(ofPrefix: Array(rest.start.prefix(depth)))
        let isLast = end == [0] || (rest.end != [0] && !end.lexicographicallyPrecedes(rest.end))
        return isLast ? rest : EtcdKeyRange(from: rest.start, to: end)
    }

    /// Goes on behind a page of the next stretch.
    ///
    /// - Parameters:
    ///   - last: The page's last key, where the stretch has more than the page; nil where it has not.
    ///   - count: How many keys the stretch has.
    ///   - limit: How many a page has.
    mutating func pass(upTo last: [UInt8]?, of count: Int, limit: Int) {
        guard let rest, let stretch = next else { return }
        if let last {
            self.rest?.start = last + [0]
            if count > Self.pages * limit { depth = max(depth + 1, (depth + last.count) / 2) }
        } else {
            self.rest = stretch.end == rest.end ? nil : EtcdKeyRange(from: stretch.end, to: rest.end)
            if count < limit / Self.pages { depth = max(0, min(depth, stretch.end.count) - 1) }
        }
    }
}
