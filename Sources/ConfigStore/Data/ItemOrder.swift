/// Sees whether things come in the order of an export, each once: so whoever reads one knows that nothing is there twice
/// without keeping what was there.
package struct ItemOrder: Sendable {
    private var last: [String] = []

    package init() {}

    /// Whether a thing comes after the one that this was asked about before.
    package mutating func follows(_ item: StoredItem) -> Bool {
        let place = Self.place(item)
        let follows = last.isEmpty || Self.precedes(last, place)
        last = place
        return follows
    }

    /// Where a thing belongs: what it is sorted by, in this order.
    private static func place(_ item: StoredItem) -> [String] {
        switch item {
        case .record(let record): ["1", record.kind.rawValue, record.id]
        case .claim(let taken): ["2", taken.claim.space, taken.claim.key]
        case .reference(let reference):
            ["3", reference.to.kind.rawValue, reference.to.id, reference.from.kind.rawValue, reference.from.id]
        }
    }

    /// Compared as bytes: two texts that look the same need not be.
    private static func precedes(_ first: [String], _ second: [String]) -> Bool {
        for (one, other) in zip(first, second) {
            if one.utf8.lexicographicallyPrecedes(other.utf8) { return true }
            if other.utf8.lexicographicallyPrecedes(one.utf8) { return false }
        }
        return false
    }
}
