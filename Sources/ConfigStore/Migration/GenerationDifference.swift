/// Makes a generation that was written earlier the same as an export that comes now: both are walked side by side, and what
/// is not the same is changed.
struct GenerationDifference {
    private let writer: any GenerationWriter
    /// A page of what was written, as far as it was not walked yet.
    private var written: ArraySlice<StoredItem> = []
    /// Where the page ended; nil before the first one.
    private var last: StoredItem?
    private var isAtEnd = false
    private var amendment = GenerationAmendment()
    /// How many things were not the same.
    private(set) var count = 0

    init(writer: any GenerationWriter) {
        self.writer = writer
    }

    /// Takes the next things of the export, in its order.
    mutating func take(_ items: [StoredItem]) async throws {
        for item in items {
            let place = ItemPlace(item)
            try await removeAll(before: place)
            if let next = try await next(), ItemPlace(next) == place {
                written.removeFirst()
                if next != item { amendment.put(item) }
            } else {
                amendment.put(item)
            }
            if amendment.isLarge { try await amend() }
        }
    }

    /// Says that nothing more comes.
    mutating func finish() async throws {
        try await removeAll(before: nil)
        try await amend()
    }

    private mutating func removeAll(before place: ItemPlace?) async throws {
        while let item = try await next() {
            if let place, ItemPlace(item) >= place { return }
            written.removeFirst()
            amendment.remove(item)
            if amendment.isLarge { try await amend() }
        }
    }

    /// What was written and comes next. What is changed meanwhile lies before it, and is not walked again.
    private mutating func next() async throws -> StoredItem? {
        if written.isEmpty, !isAtEnd {
            written = try await writer.written(after: last)[...]
            last = written.last ?? last
            isAtEnd = written.isEmpty
        }
        return written.first
    }

    private mutating func amend() async throws {
        if amendment.count == 0 { return }
        try await writer.amend(amendment)
        count += amendment.count
        amendment = GenerationAmendment()
    }
}
