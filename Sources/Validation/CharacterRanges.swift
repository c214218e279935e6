/// A set of characters.
struct CharacterRanges: Sendable, Hashable {
    /// In order, and with something between any two.
    private let ranges: [ClosedRange<UInt32>]

    private static let highest: UInt32 = 0x10FFFF

    init(_ ranges: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    init(_ scalar: Unicode.Scalar) {
        self.init([scalar.value...scalar.value])
    }

    static let digits = CharacterRanges([0x30...0x39])
    static let wordCharacters = CharacterRanges([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let spaces = CharacterRanges([0x09...0x0D, 0x20...0x20])
    static let lineFeed = CharacterRanges([0x0A...0x0A])

    /// All other characters.
    var inverted: CharacterRanges {
        var others: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if next < range.lowerBound { others.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.highest { others.append(next...Self.highest) }
        return CharacterRanges(others)
    }

    /// The character, when there is but one.
    var only: UInt32? {
        guard ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }

    func union(_ other: CharacterRanges) -> CharacterRanges { CharacterRanges(ranges + other.ranges) }

    func contains(_ scalar: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar
    }
}
