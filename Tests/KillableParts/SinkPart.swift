import ArgumentParser
import Foundation
import Hummingbird
import ServiceKit
import Synchronization

/// A sink that writes down each event before it takes it. At times it takes none, or says so of one that it has taken.
struct SinkPart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "sink")

    @Option var port = 0
    /// Where it writes `PROJECT ID NUMBER` for each event that came.
    @Option var events: String

    private struct Event: Decodable {
        struct Data: Decodable {
            struct Commit: Decodable { let message: String }
            let commits: [Commit]
        }

        let id, source: String
        let data: Data

        /// Nil when it is none of the numbered pushes.
        var line: String? {
            guard let project = source.split(separator: "/").last,
                let number = data.commits.last?.message.split(whereSeparator: \.isWhitespace).last.flatMap({ Int($0) })
            else { return nil }
            return "\(project) \(id) \(number)"
        }
    }

    func run() async throws {
        let journal = try Journal(events)
        let progress = Progress(count: Set(journal.lines).count)
        let state = Mutex((requests: 0, known: Set(journal.lines)))
        let router = Router(context: ServiceRequestContext.self)
        progress.add(to: router)
        router.post("/events") { request, _ in
            let body = try await request.body.collect(upTo: 8 * 1024 * 1024)
            guard let line = (try? JSONDecoder().decode(Event.self, from: Data(body.readableBytesView)))?.line else {
                return Response(status: .noContent)
            }
            let number = state.withLock { state in
                state.requests += 1
                return state.requests
            }
            if number % 97 == 0 { return Response(status: .serviceUnavailable) }
            journal.append(line)
            // The test is told of an event once it is in the file.
            if state.withLock({ $0.known.insert(line).inserted }) { progress.add() }
            return Response(status: number % 89 == 0 ? .internalServerError : .noContent)
        }
        try await PartSocket(name: "sink", port: port).serve(router.buildResponder())
    }
}
