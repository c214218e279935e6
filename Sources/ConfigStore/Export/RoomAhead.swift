/// Looks for room ahead of what is written, since nobody has said how much comes, or others may take the room meanwhile.
struct RoomAhead: Sendable {
    private let store: any GenerationKeeper
    private let size: Int?
    private var passed = 0
    private var nextLook = 0
    /// How many bytes pass between two looks. There is room for twice as much each time: a look is never too late.
    private static let stretch = 2 * 1024 * 1024

    /// - Parameter size: How many bytes come; nil when that is not known.
    init(_ store: any GenerationKeeper, size: Int?) {
        self.store = store
        self.size = size
    }

    /// Says that so many bytes come next.
    ///
    /// - Throws: `MissingRoom`.
    mutating func pass(_ count: Int) async throws {
        if passed + count >= nextLook {
            let left = size.map { max(0, $0 - passed) } ?? .max
            try await store.requireRoom(for: min(left, 2 * Self.stretch + count))
            nextLook = passed + count + Self.stretch
        }
        passed += count
    }
}
