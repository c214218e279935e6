import Foundation
package import Logging
package import Outbox
import RemoteSources
import ServiceLifecycle

/// Brings what the outbox keeps to the sinks. Each sink has workers of its own, so that a slow one holds up no other; each
/// worker has one project at a time, so that what belongs to a project comes in order.
package struct SinkDispatcher: Service {
    /// How many projects are on their way to a sink at once.
    private static let workerCount = 32
    /// After how long a worker writes down what it has done: that much may come twice after a kill.
    private static let maxUnwritten: Duration = .milliseconds(200)
    private static let tick: Duration = .milliseconds(250)
    private static let maxMessageLength = 500

    private let outbox: Outbox
    private let sinks: [any EventSink]
    private let statusQueue: StatusQueue?
    private let logger: Logger

    package init(outbox: Outbox, sinks: [any EventSink], statusQueue: StatusQueue? = nil, logger: Logger) {
        self.outbox = outbox
        self.sinks = sinks
        self.statusQueue = statusQueue
        self.logger = logger
    }

    /// Delivers until it is shut down; then what is being sent is finished, and the outbox closed. So are the commit statuses,
    /// since a sink that makes runs adds to them.
    package func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                for sink in sinks {
                    for _ in 0..<Self.workerCount { group.addTask { await work(for: sink) } }
                }
                group.addTask { await cancelWhenGracefulShutdown { await lookAtTheClock() } }
                group.addTask { await cancelWhenGracefulShutdown { await keepHouse() } }
            }
        } onGracefulShutdown: {
            outbox.stop()
        }
        await outbox.close()
        await statusQueue?.close()
    }

    private func lookAtTheClock() async {
        while (try? await Task.sleep(for: Self.tick)) != nil { outbox.wake() }
    }

    private func keepHouse() async {
        repeat {
            do throws(OutboxError) {
                try await outbox.keepHouse()
            } catch {
                logger.warning("old deliveries could not be removed", metadata: ["error": .string(error.description)])
            }
        } while (try? await Task.sleep(for: .seconds(600))) != nil
    }

    private func work(for sink: any EventSink) async {
        while let project = await outbox.nextProject(for: sink.name) {
            do throws(OutboxError) {
                let deliveries = try await outbox.queued(project, for: sink.name)
                let finished = await send(deliveries, to: sink)
                if finished.isEmpty, !deliveries.isEmpty {
                    outbox.giveBack(project, to: sink.name, afterSeconds: 1)
                } else {
                    await write(finished, of: project, at: sink)
                }
            } catch {
                logger.error(
                    "deliveries can't be read",
                    metadata: ["sink": .string(sink.name), "error": .string(error.description)])
                outbox.giveBack(project, to: sink.name, afterSeconds: 5)
            }
        }
    }

    /// Sends some of a project's deliveries, up to the first that is not taken.
    private func send(_ deliveries: [QueuedDelivery], to sink: any EventSink) async -> [FinishedAttempt] {
        let start = ContinuousClock.now
        var finished: [FinishedAttempt] = []
        for delivery in deliveries {
            let attempt = await send(delivery, to: sink)
            // What a cancelled task says of a sink means nothing.
            if attempt.outcome != .delivered, Task.isCancelled { break }
            finished.append(attempt)
            if case .retry = attempt.outcome { break }
            if start.duration(to: .now) > Self.maxUnwritten { break }
        }
        return finished
    }

    private func send(_ delivery: QueuedDelivery, to sink: any EventSink) async -> FinishedAttempt {
        let (time, start) = (Date(), ContinuousClock.now)
        func finished(
            _ outcome: AttemptOutcome, status: Int? = nil, _ failure: String? = nil
        ) -> FinishedAttempt {
            let milliseconds = Int(start.duration(to: .now) / .milliseconds(1))
            let failure = failure.map { String($0.prefix(Self.maxMessageLength)) }
            return FinishedAttempt(
                delivery: delivery,
                attempt: DeliveryAttempt(
                    time: time, durationMilliseconds: milliseconds, status: status, failure: failure),
                outcome: outcome)
        }
        guard let event = OutboundEvent(delivery) else { return finished(.refused, "the event can't be read again") }
        do throws(SinkFailure) {
            try await sink.send(event)
            return finished(.delivered)
        } catch {
            logger.info(
                "a sink has not taken an event",
                metadata: ["sink": .string(sink.name), "delivery": .string(delivery.id), "failure": "\(error)"])
            switch error {
            case .retry(let status, let message, let after):
                return finished(.retry(after: after), status: status, message)
            case .refused(let status, let message): return finished(.refused, status: status, message)
            }
        }
    }

    /// Writes down what became of attempts, however long the disk is full: sending goes on only afterwards.
    private func write(_ finished: [FinishedAttempt], of project: String, at sink: any EventSink) async {
        while true {
            do throws(OutboxError) {
                return try await outbox.finish(finished, of: project, at: sink.name)
            } catch {
                logger.error(
                    "what a sink has taken can't be written down",
                    metadata: ["sink": .string(sink.name), "error": .string(error.description)])
                // Cancelled or closed: it comes to the sink again after the next start, with the same id.
                if error == .closed || error == .cancelled { return }
                if (try? await Task.sleep(for: .seconds(1))) == nil { return }
            }
        }
    }
}
