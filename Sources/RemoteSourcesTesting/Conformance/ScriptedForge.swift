import HTTPTransport
import Synchronization

/// A forge that is a script: it answers whatever its script says, and keeps what it was asked.
final class ScriptedForge: HTTPTransport {
    typealias Answer = Result<TransportResponse, TransportError>

    private let script: @Sendable (TransportRequest, _ number: Int) -> Answer
    private let asked = Mutex<[TransportRequest]>([])

    /// - Parameter script: Answers a request; the number counts from nothing.
    init(_ script: @escaping @Sendable (TransportRequest, _ number: Int) -> Answer) {
        self.script = script
    }

    /// Gives these answers, one after the other, and has no further ones.
    convenience init(_ responses: [TransportResponse]) {
        self.init { _, number in
            number < responses.count
                ? .success(responses[number])
                : .failure(TransportError(.invalidResponse, "the recording has no further answer"))
        }
    }

    /// Gives the same answer for ever.
    convenience init(always response: TransportResponse) {
        self.init { _, _ in .success(response) }
    }

    var requests: [TransportRequest] { asked.withLock { $0 } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let number = asked.withLock { asked in
            asked.append(request)
            return asked.count - 1
        }
        return try script(request, number).get()
    }
}
