import NIOCore
import ServiceKit

/// A bounded memory of encoded answers. An answer belongs to one revision of one record, so it is never out of date.
final class AnswerCache: Sendable {
    private struct Key: Hashable {
        let id: String
        let revision: Int
    }

    private let answers: Remembered<Key, ByteBuffer>

    /// - Parameter limit: How many answers a generation has.
    init(limit: Int = 5_000) {
        answers = Remembered(limit: limit)
    }

    /// Forgets everything: other data may have the same revisions.
    func forget() { answers.forget() }

    /// The answer for a record, made when it is not known.
    func answer(
        id: String, revision: Int, make: () async throws -> ByteBuffer
    ) async throws -> ByteBuffer {
        let key = Key(id: id, revision: revision)
        if let known = answers.find(key) { return known }
        let made = try await make()
        answers.keep(made, for: key)
        return made
    }
}
