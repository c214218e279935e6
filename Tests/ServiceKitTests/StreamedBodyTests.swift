import HTTPTransport
import Synchronization
import Testing

@Suite("An answer that is gone through piece by piece", .timeLimit(.minutes(1)))
struct StreamedBodyTests {
    /// Sends pieces as fast as they are taken, and counts them.
    private final class Sender: HTTPTransport {
        static let piece = [UInt8](repeating: 1, count: 64 * 1024)
        private let sent = Mutex(0)
        private let pieces: Int
        private let failure: TransportError?

        init(_ pieces: Int, failure: TransportError? = nil) {
            (self.pieces, self.failure) = (pieces, failure)
        }

        var count: Int { sent.withLock { $0 } }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            for _ in 0..<pieces {
                do {
                    try await request.receive?(Self.piece)
                } catch {
                    throw TransportError(.cancelled, "nobody takes it")
                }
                sent.withLock { $0 += 1 }
            }
            if let failure { throw failure }
            return TransportResponse(status: 200)
        }
    }

    private static func body(over transport: any HTTPTransport) async throws -> StreamedBody<TransportError> {
        try await StreamedBody(
            TransportRequest(method: "GET", url: "http://example.com/"), over: transport,
            beginningWithin: .seconds(60), refusal: { TransportError(.invalidResponse, "\($0.status)") },
            failure: { $0 })
    }

    @Test("comes no faster than it is taken")
    func backPressure() async throws {
        let sender = Sender(1_000)
        let body = try await Self.body(over: sender)
        var taken = 0
        for try await piece in body {
            taken += piece.count / Sender.piece.count
            await Task.yield()
            #expect(sender.count <= taken + 2)
        }
        #expect(taken == 1_000)
    }

    @Test("that breaks off is an error, after everything that came")
    func broken() async throws {
        let body = try await Self.body(over: Sender(3, failure: TransportError(.connectionFailed, "it is gone")))
        var taken = 0
        await #expect(throws: TransportError(.connectionFailed, "")) {
            for try await piece in body { taken += piece.count }
        }
        #expect(taken == 3 * Sender.piece.count)
    }

    @Test("is cancelled by closing it")
    func closed() async throws {
        let body = try await Self.body(over: Sender(.max))
        body.close()
        await #expect(throws: TransportError(.cancelled, "")) {
            for try await _ in body {}
        }
    }
}
