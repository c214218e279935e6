import ConfigStoreAPI
import Foundation
import JSONAccess
import Synchronization

/// A bounded memory of answers that were decoded: the same bytes mean the same, so nothing in it is ever out of date.
///
/// Only for answers without secrets, which nobody should keep for longer than needed.
final class DecodedAnswers<Answer: Decodable & Sendable>: Sendable {
    private struct Body: Hashable {
        let bytes: [UInt8]

        /// All bytes at once, which an array does not do.
        func hash(into hasher: inout Hasher) {
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private let known = Mutex<[Body: Answer]>([:])
    private static var limit: Int { 1_000 }
    /// Larger ones are not worth the memory.
    private static var maxBytes: Int { 4_096 }

    func decode(_ body: [UInt8]) throws -> Answer {
        let key = Body(bytes: body)
        if let answer = known.withLock({ $0[key] }) { return answer }
        let answer = try JSONCoding.reader.decode(Answer.self, from: body)
        guard body.count <= Self.maxBytes else { return answer }
        known.withLock { known in
            if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
            known[key] = answer
        }
        return answer
    }
}
