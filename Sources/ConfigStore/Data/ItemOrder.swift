/// Sees whether things come in the order of an export, each once: so whoever reads one knows that nothing is there twice
/// without keeping what was there.
package struct ItemOrder: Sendable {
    private var last: ItemPlace?

    package init() {}

    /// Whether a thing comes after the one that this was asked about before.
    package mutating func follows(_ item: StoredItem) -> Bool {
        let place = ItemPlace(item)
        defer { last = place }
        return last.map { $0 < place } ?? true
    }
}
