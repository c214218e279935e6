import Foundation
import HTTPTransport
import Synchronization
import Testing

/// The receiver of webhooks: it hands on what comes, and refuses nothing.
final class DeliveryCollector: HTTPTransport {
    private let stream: AsyncStream<TransportRequest>
    private let continuation: AsyncStream<TransportRequest>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(100))
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        continuation.yield(request)
        return TransportResponse(status: 202)
    }

    /// Waits for the next deliveries.
    func next(_ count: Int) async -> [TransportRequest] {
        var requests: [TransportRequest] = []
        for await request in stream {
            requests.append(request)
            if requests.count == count { break }
        }
        return requests
    }
}

/// A receiver that never answers.
struct SilentReceiver: HTTPTransport {
    let hasBeenAsked: AsyncStream<Void>.Continuation

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        hasBeenAsked.yield()
        do {
            while true { try await Task.sleep(for: .seconds(3600)) }
        } catch {
            throw TransportError(.cancelled, "the task was cancelled")
        }
    }
}

/// A recorded delivery: its headers' names, its body, and the secret of its signature.
struct RecordedDelivery: Decodable {
    let headers: [String: String]
    let body: String
    let secret: String

    static func load(_ name: String) throws -> RecordedDelivery {
        let file = ForgeFixture.recordings("deliveries").appending(path: name + ".json")
        return try JSONDecoder().decode(RecordedDelivery.self, from: Data(contentsOf: file))
    }
}
