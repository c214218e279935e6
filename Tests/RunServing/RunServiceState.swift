package import RunServiceClient
import Synchronization

/// What a scripted run service knows, and what was asked of it.
package final class RunServiceState: Sendable {
    struct Storage {
        var runs: [RunDetails] = []
        var requests: [RunCreateRequest] = []
        var calls: [String] = []
        var logs: [String: String] = [:]
        /// What is sent to whoever asks first, by the same keys and `events`.
        var streams: [String: AsyncStream<[UInt8]>] = [:]
        var refusals: [Refusal] = []
        /// Counts changes: what was read before one is no longer up to date.
        var version = 0
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    /// What is answered in the place of an answer.
    package struct Refusal: Sendable {
        package let status: Int
        package let body: String

        package init(_ status: Int, _ body: String) {
            self.status = status
            self.body = body
        }
    }

    let storage = Mutex(Storage())

    package init() {}

    /// All runs, the oldest first.
    package var runs: [Run] { storage.withLock { $0.runs.map(\.run) } }
    /// What made them.
    package var requests: [RunCreateRequest] { storage.withLock { $0.requests } }
    /// `METHOD path?query` of every request.
    package var calls: [String] { storage.withLock { $0.calls } }

    /// Adds a run of a group, with a task `build` of one step.
    @discardableResult
    package func add(_ name: String, group: String, phase: RunPhase = .queued) -> Run {
        var request = RunCreateRequest(name: name, group: group)
        request.runConfigTasks = ["build": RunConfigTask(id: "build", name: "build", steps: [.init(run: "make")])]
        var details = storage.withLock { Self.create(request, in: &$0) }
        details.run.phase = phase
        change(details.run.id) { $0 = details.run }
        return details.run
    }

    /// Changes a run.
    package func change(_ id: String, _ change: (inout Run) -> Void) {
        storage.withLock { storage in
            guard let index = storage.runs.firstIndex(where: { $0.run.id == id }) else { return }
            storage.version += 1
            change(&storage.runs[index].run)
        }
    }

    /// Answers the next requests with these.
    package func refuse(_ refusals: Refusal...) {
        storage.withLock { $0.refusals += refusals }
    }

    /// Sets the log of a task's step, of the setup without a number.
    package func setLog(_ text: String, run: String, task: String, step: Int?) {
        storage.withLock { $0.logs["\(run)/\(task)/\(step.map(String.init) ?? "setup")"] = text }
    }

    /// Sends these to whoever first follows the log of a task's step, of the setup without a number.
    package func setLog(_ stream: AsyncStream<[UInt8]>, run: String, task: String, step: Int?) {
        storage.withLock { $0.streams["\(run)/\(task)/\(step.map(String.init) ?? "setup")"] = stream }
    }

    /// Sends these to whoever first asks for events.
    package func setEvents(_ stream: AsyncStream<[UInt8]>) {
        storage.withLock { $0.streams["events"] = stream }
    }

    /// Returns once so many runs were asked for.
    package func created(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isDone = storage.withLock { storage in
                if storage.requests.count >= count { return true }
                storage.waiting.append((count, continuation))
                return false
            }
            if isDone { continuation.resume() }
        }
    }

    static func create(_ request: RunCreateRequest, in storage: inout Storage) -> RunDetails {
        let old = storage.runs.first { $0.run.id == request.runID }
        let number = storage.runs.count + 1
        let group = request.group ?? old?.run.group ?? ""
        let name = request.name ?? old?.run.name ?? ""
        let id = String("00\(number)".suffix(3))
        let tasks = request.runConfigTasks ?? old?.runConfig?.tasks ?? [:]
        var run = Run(
            id: "run-\(id)", name: name, counter: number, group: group,
            annotations: request.annotations ?? old?.run.annotations ?? [:],
            phase: request.setupErrors?.isEmpty ?? true ? .queued : .setupError,
            tasks: tasks.mapValues { RunTask(id: $0.id, steps: $0.steps.map { _ in RunTaskStep() }) })
        run.enqueueTime = "2027-01-15T08:00:00.123456789Z"
        var config = RunConfig(id: run.id, name: name, group: group, tasks: tasks)
        config.setupErrors = request.setupErrors ?? []
        let details = RunDetails(run: run, runConfig: config)
        storage.runs.append(details)
        storage.version += 1
        return details
    }
}
