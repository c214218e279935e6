import Foundation
import SQLiteAccess

/// What becomes of deliveries at sinks.
extension OutboxWriter {
    /// The most attempts that are kept of a delivery at a sink.
    private static let maxAttempts = 100

    func finish(
        _ sink: String, _ project: String, _ attempts: [FinishedAttempt]
    ) throws(SQLiteError) -> OutboxOutcome {
        var done = 0
        var failed = false
        var wait = 0.0
        for finished in attempts {
            let delivery = finished.delivery
            let state = state(after: finished)
            if state == .waiting {
                failed = true
                if case .retry(let after?) = finished.outcome { wait = Double(after.components.seconds) }
            } else {
                done += 1
                if state == .parked { queueChanges.append(.parked(sink: sink, count: 1)) }
            }
            try write(finished, to: sink)
            try connection.run(
                .setDispatch,
                [
                    .integer(state.rawValue), .integer(delivery.attemptCount + 1), .integer(delivery.sequence),
                    .text(sink),
                ])
            if state != .waiting { try connection.run(.setState, [.integer(delivery.sequence)]) }
        }
        let head = try connection.first(.head, [.text(sink), .text(project)]) { Date(milliseconds: $0.integer(0)) }
        queueChanges.append(
            .finished(sink: sink, project: project, done: done, head: head, failed: failed, wait: wait))
        return .done
    }

    private func state(after finished: FinishedAttempt) -> DeliveryState {
        switch finished.outcome {
        case .delivered: .delivered
        case .refused: .parked
        case .retry:
            now().timeIntervalSince(finished.delivery.waitingSince) >= Double(configuration.parkAfterSeconds)
                ? .parked : .waiting
        }
    }

    private func write(_ finished: FinishedAttempt, to sink: String) throws(SQLiteError) {
        let (delivery, attempt) = (finished.delivery, finished.attempt)
        let number = delivery.attemptCount + 1
        try connection.run(
            .insertAttempt,
            [
                .integer(delivery.sequence), .text(sink), .integer(number), .integer(attempt.time.milliseconds),
                .integer(attempt.durationMilliseconds), attempt.status.map(SQLiteValue.integer) ?? .null,
                attempt.failure.map(SQLiteValue.text) ?? .null,
            ])
        guard number > Self.maxAttempts else { return }
        try connection.run(
            .removeAttempts, [.integer(delivery.sequence), .text(sink), .integer(number - Self.maxAttempts)])
    }

    /// Parks what waits for a sink that there is no more, some of it at a time.
    func park(_ sink: String, before time: Date) throws(SQLiteError) -> Int {
        let late = try connection.rows(
            of: OutboxSQL.lateOf, [.text(sink), .integer(time.milliseconds), .integer(Self.chunk)]
        ) { (sequence: $0.integer(0), attempts: $0.integer(1)) }
        for delivery in late {
            try connection.run(
                .setDispatch,
                [
                    .integer(DeliveryState.parked.rawValue), .integer(delivery.attempts), .integer(delivery.sequence),
                    .text(sink),
                ])
            try connection.run(.setState, [.integer(delivery.sequence)])
        }
        if !late.isEmpty { queueChanges.append(.parked(sink: sink, count: late.count)) }
        return late.count
    }
}
