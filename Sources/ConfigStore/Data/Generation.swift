package import Foundation

/// A whole state of a store, beside which others may lie: an import writes a new one, which then takes the other's place.
package struct Generation: Sendable, Hashable {
    /// Grows with every generation; the first is 1.
    package var number: Int
    /// Whether it is the one that is read and written.
    package var isCurrent: Bool
    /// How many bytes it takes, where the store knows.
    package var bytes: Int?
    /// When it was last written.
    package var time: Date?

    package init(number: Int, isCurrent: Bool, bytes: Int? = nil, time: Date? = nil) {
        self.number = number
        self.isCurrent = isCurrent
        self.bytes = bytes
        self.time = time
    }
}

/// Keeps a store's generations, and reads one whole.
package protocol GenerationKeeper: Sendable {
    /// Reads everything at one revision, without holding up those who write.
    ///
    /// - Parameter body: Takes the pages, in its own time. The store keeps what it still has to read, so it shouldn't be
    ///   for ever.
    func export<Value: Sendable>(_ body: (any StoreExport) async throws -> Value) async throws -> Value

    /// Begins a generation, which nobody sees until it is made the current one. Whatever was begun before and is neither
    /// current nor discarded may be gone then.
    func beginGeneration() async throws -> any GenerationWriter

    /// All generations, in the order of their numbers.
    func generations() async throws -> [Generation]

    /// Deletes a generation that is not the current one; does nothing when it is gone.
    func deleteGeneration(_ number: Int) async throws

    /// Looks whether there is room for another generation, wherever it would be written to.
    ///
    /// - Parameter bytes: What it takes as an export, or as a generation of another store.
    /// - Throws: `MissingRoom`.
    func requireRoom(for bytes: Int) async throws
}

/// Writes a new generation. Used by one task at a time.
package protocol GenerationWriter: Sendable {
    var number: Int { get }

    /// Writes the next things, in the order of an export.
    ///
    /// - Throws: `GenerationProblem` with the place of the one that can't be, after which the generation is only good to be
    ///   discarded.
    func write(_ items: [StoredItem]) async throws

    /// Changes what was written, in any order; whether the whole fits together, `verify` says.
    func amend(_ amendment: GenerationAmendment) async throws

    /// Reads back what was written.
    ///
    /// - Parameter item: What the last page ended with; nil for the first page.
    /// - Returns: What comes behind it in the order of an export, a page of bounded size; empty at the end.
    func written(after item: StoredItem?) async throws -> [StoredItem]

    /// Looks at all that was written as a whole: every claim has its holder, every reference its two ends.
    ///
    /// - Returns: What is there.
    /// - Throws: `GenerationProblem`.
    func verify() async throws -> StoredCounts

    /// Makes it the current one, for all readers and on every instance: before it nothing changed, after it everything,
    /// whatever is interrupted. The store's revision grows.
    func makeCurrent() async throws

    /// Removes what was written. Does nothing once it is the current one.
    func discard() async
}

/// Why something can't be part of a generation.
package struct GenerationProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Reason: Sendable, Hashable {
        /// It does not come after what was written before it: twice there, or not in order.
        case outOfOrder
        /// What holds the claim, or is at an end of the reference, is not there.
        case missing(RecordKey)
        /// The database says that what was written is not whole.
        case damaged(String)
    }

    /// Its place in the page that was being written, from 0; nil when the whole was looked at.
    package var index: Int?
    package var reason: Reason

    package init(index: Int?, _ reason: Reason) {
        self.index = index
        self.reason = reason
    }

    package var description: String {
        switch reason {
        case .outOfOrder: "it is there twice, or not in order"
        case .missing(let key): "there is no \(key.kind) \(key.id)"
        case .damaged(let text): "what was written can't be read back: \(text)"
        }
    }
}
