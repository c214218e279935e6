import EtcdAccess
import Testing

@testable import EtcdStore

@Suite("The stretches of a range")
struct RangeStretchesTests {
    /// Answers as etcd does, and counts the keys that it looks at.
    private struct Range {
        let keys: [[UInt8]]
        var requests = 0
        var looked = 0

        init(_ keys: [String]) {
            self.keys = keys.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        }

        mutating func page(_ range: EtcdKeyRange, limit: Int) -> (keys: ArraySlice<[UInt8]>, count: Int) {
            let first = keys.firstIndex { !$0.lexicographicallyPrecedes(range.start) } ?? keys.endIndex
            let found = keys[first...].prefix { $0.lexicographicallyPrecedes(range.end) }
            requests += 1
            looked += found.count
            return (found.prefix(limit), found.count)
        }
    }

    /// Keys of a store that has grown evenly, of one in which nearly everything begins alike, and of one that has nearly nothing.
    private static let stores: [(name: String, keys: [String])] = [
        (
            "even",
            (0..<20_000).flatMap { number in
                ["d/1/claim/user.name\0user\(number)", "d/1/record/user\0\(number * 7919 % 1_000_003)-x"]
            }
        ),
        ("alike", (0..<30_000).map { "d/1/claim/audit.time\0\(1_000_000_000_000 + $0 * 37)/some-text-behind-it" }),
        ("lumps", (0..<300).flatMap { lump in (0..<(lump % 97)).map { "d/1/claim/space\(lump)\0\(lump)/\($0)" } }),
        ("few", ["d/1/claim/a", "d/1/record/b"]), ("none", []),
    ]

    @Test("have all keys once and in order, and etcd looks at some pages for each", arguments: stores.map(\.name))
    func linear(name: String) throws {
        let keys = try #require(Self.stores.first { $0.name == name }).keys
        var range = Range(keys)
        let limit = 100
        var stretches = RangeStretches(EtcdKeyRange(prefix: Array("d/1/".utf8)))
        var read: [[UInt8]] = []
        while let stretch = stretches.next {
            let (page, count) = range.page(stretch, limit: limit)
            read += page
            stretches.pass(upTo: count > page.count ? page.last : nil, of: count, limit: limit)
        }
        #expect(read == range.keys)
        // The first request is about everything, when nothing is known yet.
        #expect(range.looked <= 12 * keys.count + 4 * limit, "\(range.looked) of \(keys.count)")
        #expect(range.requests <= keys.count / 10 + 100, "\(range.requests) for \(keys.count)")
    }
}
