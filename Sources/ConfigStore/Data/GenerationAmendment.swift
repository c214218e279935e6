/// What is other in a generation than was written: things as they are to be, and things that are to go. A thing is in one of
/// the two, and once.
package struct GenerationAmendment: Sendable, Hashable {
    package private(set) var puts: [StoredItem] = []
    /// As they were written.
    package private(set) var removals: [StoredItem] = []
    private var bytes = 0
    private static let maxItems = 500
    private static let maxBytes = 1024 * 1024

    package init() {}

    package var count: Int { puts.count + removals.count }
    /// Whether it is time to write it.
    var isLarge: Bool { count >= Self.maxItems || bytes >= Self.maxBytes }

    mutating func put(_ item: StoredItem) {
        puts.append(item)
        if case .record(let record) = item { bytes += record.body.count }
    }

    mutating func remove(_ item: StoredItem) { removals.append(item) }
}
