/// Blocks of the content file that follow each other.
struct Extent: Sendable, Hashable {
    var start: Int
    var count: Int

    var end: Int { start + count }

    /// Several as one value of a row: eight bytes for where each begins, four for how long it is.
    static func encoded(_ extents: [Extent]) -> [UInt8] {
        extents.flatMap { extent in
            (0..<8).map { UInt8(truncatingIfNeeded: extent.start >> (56 - 8 * $0)) }
                + (0..<4).map { UInt8(truncatingIfNeeded: extent.count >> (24 - 8 * $0)) }
        }
    }

    static func decoded(_ bytes: [UInt8]) -> [Extent] {
        stride(from: 0, to: bytes.count - 11, by: 12).map { place in
            func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 << 8 | Int($1) } }
            return Extent(start: number(place..<place + 8), count: number(place + 8..<place + 12))
        }
    }
}
