import NIOCore
import Synchronization

/// A bounded memory of encoded answers. An answer belongs to one revision of one record, so it is never out of date.
final class AnswerCache: Sendable {
    private struct Key: Hashable {
        let id: String
        let revision: Int
    }

    private struct State {
        var young: [Key: ByteBuffer] = [:]
        var old: [Key: ByteBuffer] = [:]
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: How many answers a generation has.
    init(limit: Int = 5_000) {
        self.limit = limit
    }

    /// The answer for a record, made when it is not known.
    func answer(
        id: String, revision: Int, make: () async throws -> ByteBuffer
    ) async throws -> ByteBuffer {
        let key = Key(id: id, revision: revision)
        if let known = state.withLock({ $0.young[key] ?? $0.old[key] }) { return known }
        let made = try await make()
        state.withLock { state in
            if state.young.count >= limit {
                state.old = state.young
                state.young = [:]
            }
            state.young[key] = made
        }
        return made
    }
}
