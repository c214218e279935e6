import Foundation
import Outbox
import ServiceKit
import ServiceTesting
import Testing

/// An outbox in a folder of its own, with a clock that the test moves.
struct OutboxFixture: Sendable {
    let directory: String
    let time = TestTime()
    var sinks = ["ci", "bus"]
    var configuration = OutboxConfiguration()

    static func with(
        sinks: [String] = ["ci", "bus"], configuration: OutboxConfiguration = OutboxConfiguration(),
        _ body: (OutboxFixture) async throws -> Void
    ) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await ServiceGate.pass {
            try await body(OutboxFixture(directory: directory, sinks: sinks, configuration: configuration))
        }
    }

    func open() throws -> Outbox {
        let identifiers = IdentifierGenerator(now: { [time] in time.now })
        return try Outbox(
            directory: directory, sinks: sinks, configuration: configuration, nextID: { identifiers.next() },
            now: { [time] in time.now }, random: { 0 })
    }

    /// Opens it, and closes it after `body`.
    func opened<Value>(_ body: (Outbox) async throws -> Value) async throws -> Value {
        let outbox = try open()
        do {
            let value = try await body(outbox)
            await outbox.close()
            return value
        } catch {
            await outbox.close()
            throw error
        }
    }
}

extension NewDelivery {
    /// A push of a project, with an id of the forge.
    static func push(
        _ forgeID: String, of project: String = "p", to sinks: [String] = ["ci"], bodyBytes: Int = 10,
        digest: [UInt8]? = nil
    ) -> NewDelivery {
        NewDelivery(
            projectID: project, projectPath: "org/acme/\(project)", remoteSourceID: "source", forgeID: forgeID,
            digest: digest, headers: Array(#"{"x-event":"push"}"#.utf8),
            body: [UInt8](repeating: 0x61, count: bodyBytes),
            verdict: .accepted, kind: "push", event: Array("{}".utf8), sinks: sinks)
    }
}

extension Outbox {
    /// Takes the next project of a sink and finishes its first deliveries, each with the same outcome.
    ///
    /// - Returns: The ids of those that were tried.
    @discardableResult
    func take(_ sink: String, _ outcome: AttemptOutcome, count: Int = 1) async throws -> [String] {
        let project = try #require(await nextProject(for: sink))
        let queued = try await queued(project, for: sink).prefix(count)
        let finished = queued.map { delivery in
            FinishedAttempt(
                delivery: delivery,
                attempt: DeliveryAttempt(
                    time: delivery.receivedTime, durationMilliseconds: 5,
                    status: outcome == .delivered ? nil : 500, failure: outcome == .delivered ? nil : "no"),
                outcome: outcome)
        }
        try await finish(Array(finished), of: project, at: sink)
        return queued.map(\.id)
    }

    func waiting(_ sink: String) -> Int { depths.first { $0.sink == sink }?.waiting ?? -1 }
}
