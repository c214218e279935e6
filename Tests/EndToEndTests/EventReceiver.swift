import Foundation
import Hummingbird
import ServiceKit
import ServiceTesting
import Synchronization

/// A sink on a socket of this machine, which takes most of what comes, and at times nothing for a moment.
final class EventReceiver: Sendable {
    struct Arrival: Sendable {
        let id: String
        /// What the message of the newest commit says.
        let number: Int
    }

    private struct Event: Decodable {
        struct Data: Decodable {
            struct Commit: Decodable { let message: String }
            let commits: [Commit]
        }

        let id, source: String
        let data: Data
    }

    private struct State {
        /// By the project's id.
        var arrivals: [String: [Arrival]] = [:]
        var count = 0
    }

    private let state = Mutex(State())
    private let changes = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let url: String

    private init(url: String) {
        self.url = url
    }

    static func with(_ body: (EventReceiver) async throws -> Void) async throws {
        let bound = BoundAddress()
        let holder = Mutex<EventReceiver?>(nil)
        let router = Router(context: ServiceRequestContext.self)
        router.post("/events") { request, context in
            let body = try await request.body.collect(upTo: 8 * 1024 * 1024)
            let isTaken = holder.withLock { $0 }?.take(Data(body.readableBytesView)) ?? false
            return Response(status: isTaken ? .noContent : .serviceUnavailable)
        }
        let service = HTTPService(
            responder: router.buildResponder(), address: ListenAddress(host: "127.0.0.1", port: 0),
            logger: TestLog.current.logger(service: "sink"), bound: bound)
        let running = Task { try? await service.run() }
        defer { running.cancel() }
        let receiver = EventReceiver(url: await bound.url)
        holder.withLock { $0 = receiver }
        try await body(receiver)
    }

    var arrivals: [String: [Arrival]] { state.withLock { $0.arrivals } }

    /// Waits until what has arrived fulfils a condition.
    func waits(for condition: ([String: [Arrival]]) -> Bool) async {
        if condition(arrivals) { return }
        for await _ in changes.stream where condition(arrivals) { return }
    }

    private func take(_ body: Data) -> Bool {
        guard let event = try? JSONDecoder().decode(Event.self, from: body),
            let project = event.source.split(separator: "/").last,
            let word = event.data.commits.last?.message.split(whereSeparator: \.isWhitespace).last,
            let number = Int(word)
        else { return false }
        let isTaken = state.withLock { state in
            state.count += 1
            // Some are not taken at first.
            if state.count % 23 == 0 { return false }
            state.arrivals[String(project), default: []].append(Arrival(id: event.id, number: number))
            return true
        }
        changes.continuation.yield()
        return isTaken
    }
}
