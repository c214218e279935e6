package import Logging
import ServiceLifecycle
import Synchronization

/// A plug-in in a process of its own: started, started again when it ends, asked within bounds, and ended.
///
/// Questions wait while it starts, and while it starts again after it worked. When starting keeps failing, they fail at
/// once. `run` can be called again after it has returned.
package final class SupervisedPlugin<Introduction: Sendable>: Service {
    /// What a plug-in says of itself when it is asked first.
    package typealias Introduce = @Sendable (PluginSession) async -> Result<Introduction, PluginFailure>
    typealias Connection = (session: PluginSession, introduction: Introduction, process: SpawnedProcess)
    typealias Connected = Result<Connection, PluginFailure>

    let command: PluginCommand
    let settings: PluginSettings
    let timing: PluginTiming
    let logger: Logger
    let introduce: Introduce
    private let state: Mutex<State>

    private enum Phase {
        case starting
        case ready(Connection)
        case down(PluginFailure)
    }

    private struct State {
        var phase = Phase.starting
        var nextWaiter = 0
        var waiting: [Int: CheckedContinuation<Connected, Never>] = [:]
        var breaker: CircuitBreaker
        var lastFailure: PluginFailure?
        var restartCount = 0
    }

    package init(
        command: PluginCommand, settings: PluginSettings, timing: PluginTiming, logger: Logger,
        introduce: @escaping Introduce
    ) {
        self.command = command
        self.settings = settings
        self.timing = timing
        self.logger = logger
        self.introduce = introduce
        let breaker = CircuitBreaker(threshold: settings.failuresBeforeRest, pause: settings.rest)
        state = Mutex(State(breaker: breaker))
    }

    /// Keeps the plug-in running until the task is cancelled or the service is shut down; then ends it.
    package func run() async throws {
        set(.starting)
        await cancelWhenGracefulShutdown { await self.supervise() }
        set(.down(.notRunning("it was shut down")))
    }

    /// Asks the plug-in something, within its time and the request's.
    ///
    /// - Parameters:
    ///   - deadline: When the caller stops waiting.
    ///   - work: Asks through the session.
    package func ask<Value: Sendable>(
        deadline: ContinuousClock.Instant? = nil,
        _ work: @Sendable @escaping (PluginSession, Introduction) async -> Result<Value, PluginFailure>
    ) async -> Result<Value, PluginFailure> {
        let now = timing.now()
        if let pause = state.withLock({ $0.breaker.refusal(now: now) }) { return .failure(.resting(pause)) }
        let own = ContinuousClock.now + settings.timeout
        let heard = current.map { ($0.session, $0.session.heard) }
        let found = await Deadline.run(until: min(own, deadline ?? own)) { () -> Result<Value, PluginFailure> in
            switch await self.connected() {
            case .success(let connection): await work(connection.session, connection.introduction)
            case .failure(let failure): .failure(failure)
            }
        }
        var result: Result<Value, PluginFailure> = found ?? .failure(.timedOut)
        if case .failure(let failure) = result, failure == .timedOut || failure == .cancelled {
            let isTheirs = Task.isCancelled || (deadline.map { $0 < own } ?? false)
            result = .failure(Task.isCancelled ? .cancelled : isTheirs ? .deadlinePassed : .timedOut)
            if !isTheirs, let heard { endIfSilent(heard.0, since: heard.1) }
        }
        learn(from: result)
        return result
    }

    /// The longest time for an answer.
    package var timeout: Duration { settings.timeout }

    /// What the plug-in says of itself, once it has started for the first time or failed to.
    package var introduction: Result<Introduction, PluginFailure> {
        get async { await connected().map(\.introduction) }
    }

    /// How it is.
    package var health: PluginHealth {
        state.withLock { state in
            let now: PluginHealth.State
            switch state.phase {
            case .down: now = .broken
            case .starting: now = state.breaker.isOpen ? .broken : .restarting
            case .ready: now = state.breaker.isOpen ? .broken : .running
            }
            return PluginHealth(
                state: now, lastError: state.lastFailure?.description, restartCount: state.restartCount)
        }
    }

    /// The plug-in that is running now.
    private var current: Connection? {
        state.withLock { state in
            if case .ready(let connection) = state.phase { connection } else { nil }
        }
    }

    /// What the plug-in that is running now is asked through.
    var session: PluginSession? { current?.session }

    private func learn<Value>(from result: Result<Value, PluginFailure>) {
        let now = timing.now()
        let didOpen = state.withLock { state in
            let wasOpen = state.breaker.isOpen
            switch result {
            case .success: state.breaker.succeeded()
            case .failure(let failure) where failure.isItsFault:
                state.breaker.failed(now: now)
                state.lastFailure = failure
            case .failure: state.breaker.abandoned(now: now)
            }
            return state.breaker.isOpen && !wasOpen
        }
        if didOpen { logger.error("a plug-in failed too often and is left alone for now") }
    }

    /// A process that has sent nothing at all while a question timed out is stuck: the next one may do better.
    private func endIfSilent(_ session: PluginSession, since heard: Int) {
        guard let current, current.session === session, session.heard == heard else { return }
        logger.warning("a plug-in does not answer and is ended")
        current.process.signal(9)
    }

    private func supervise() async {
        var failures = 0
        while !Task.isCancelled {
            let began = timing.now()
            let end = await live {
                self.set(.ready($0))
            } over: {
                self.set($0.didWork ? .starting : .down($0.failure))
            }
            if Task.isCancelled { return }
            state.withLock { state in
                state.lastFailure = end.failure
                state.restartCount += 1
            }
            failures = began.duration(to: timing.now()) >= settings.goodLife ? 0 : failures + 1
            set(end.didWork ? .starting : .down(end.failure))
            let pause = settings.backOff.pause(afterFailures: max(0, failures - 1), random: timing.random())
            logger.warning(
                "a plug-in ended and is started again",
                metadata: ["reason": "\(end.failure)", "after": "\(pause)"])
            try? await timing.pause(pause)
        }
    }

    private func set(_ phase: Phase) {
        let answer: Connected
        switch phase {
        case .starting:
            state.withLock { $0.phase = phase }
            return
        case .ready(let connection): answer = .success(connection)
        case .down(let failure): answer = .failure(failure)
        }
        let waiting = state.withLock { state in
            state.phase = phase
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume(returning: answer) }
    }

    /// The running plug-in, once it has introduced itself.
    private func connected() async -> Connected {
        let id = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: Connected? = state.withLock { state in
                    switch state.phase {
                    case .ready(let connection): return .success(connection)
                    case .down(let failure): return .failure(failure)
                    case .starting:
                        if Task.isCancelled { return .failure(.cancelled) }
                        if state.waiting.count >= PluginSession.maxWaiting { return .failure(.busy) }
                        state.waiting[id] = continuation
                        return nil
                    }
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: id) }
            continuation?.resume(returning: .failure(.cancelled))
        }
    }
}
