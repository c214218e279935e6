import Foundation

/// What goes out.
extension Outbox {
    /// Waits for a project that has deliveries for this sink, and is due. It is the caller's until `finish` or
    /// `giveBack`; nil once there is nothing more to do.
    package func nextProject(for sink: String) async -> String? {
        await queues[sink]?.next()
    }

    /// Writes down what became of deliveries that were tried, in order, and gives the project back.
    package func finish(
        _ attempts: [FinishedAttempt], of project: String, at sink: String
    ) async throws(OutboxError) {
        _ = try await commit(.finish(sink: sink, project: project, attempts))
        for attempt in attempts { instruments.count(attempt, at: sink) }
    }

    /// Gives a project back of which nothing was tried; it is due after some seconds.
    package func giveBack(_ project: String, to sink: String, afterSeconds: Double) {
        queues[sink]?.change { schedule, _, now in
            schedule.giveBack(project, due: now.addingTimeInterval(afterSeconds))
        }
    }

    /// Hands out what is due by now. Nothing else looks at the clock while everybody waits.
    package func wake() {
        for queue in queues.values { queue.wake() }
    }

    /// How much waits for each sink, and since when.
    package var depths: [SinkDepth] {
        queues.map { SinkDepth(sink: $0.key, waiting: $0.value.depth, oldest: $0.value.oldest) }
            .sorted { $0.sink < $1.sink }
    }
}
