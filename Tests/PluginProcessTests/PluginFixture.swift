import Foundation
import Logging
import ServiceTesting
import Synchronization
import Validation

@testable import PluginProcess

typealias TestPlugin = SupervisedPlugin<JSONValue>

/// A plug-in that runs for a test, with time that the test moves.
struct PluginFixture: Sendable {
    let plugin: TestPlugin
    let time: PluginTime

    static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/plugin.py")
        .path()

    /// Runs `body` while the plug-in runs.
    static func with(
        _ how: String = "well", _ arguments: String..., sha256: String? = nil,
        settings change: (inout PluginSettings) -> Void = { _ in }, time: PluginTime = PluginTime(),
        _ body: @Sendable @escaping (PluginFixture) async throws -> Void
    ) async throws {
        var settings = PluginSettings()
        // The machine may be busy; what has to time out says so.
        settings.timeout = .seconds(50)
        settings.startTimeout = .seconds(50)
        change(&settings)
        let command = PluginCommand(executable: script, arguments: [how] + arguments, sha256: sha256)
        let plugin = TestPlugin(
            command: command, settings: settings, timing: time.timing,
            logger: TestLog.current.logger(service: "plugin")
        ) { await $0.ask("initialize", "{}") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await plugin.run() }
            defer { group.cancelAll() }
            try await body(PluginFixture(plugin: plugin, time: time))
        }
    }

    func ask(
        _ method: String, _ parameters: String = "{}", deadline: ContinuousClock.Instant? = nil
    ) async -> PluginSession.Answer {
        await plugin.ask(deadline: deadline) { session, _ in await session.ask(method, parameters) }
    }

    func text(_ method: String, _ parameters: String = "{}") async -> String {
        switch await ask(method, parameters) {
        case .success(let value): "\(value)"
        case .failure(let failure): failure.description
        }
    }

    func integer(_ method: String, _ parameters: String = "{}") async -> Int? {
        try? await ask(method, parameters).get().integer
    }

    /// Returns once the plug-in holds this many questions back.
    func holds(_ count: Int) async {
        while await integer("held") != count { await Task.yield() }
    }
}

/// Time for plug-ins: pauses are over at once, unless a number of them is the last.
final class PluginTime: Sendable {
    private struct State {
        var now = ContinuousClock.now
        var pauses: [Duration] = []
    }

    private let state = Mutex(State())
    private let maxPauses: Int
    private let reached = AsyncStream<Void>.makeStream()

    init(maxPauses: Int = .max) {
        self.maxPauses = maxPauses
    }

    var pauses: [Duration] { state.withLock { $0.pauses } }

    func advance(_ duration: Duration) { state.withLock { $0.now += duration } }

    /// Waits until there have been as many pauses as there may be.
    func allPauses() async -> [Duration] {
        for await _ in reached.stream { break }
        return pauses
    }

    var timing: PluginTiming {
        PluginTiming(
            now: { self.state.withLock { $0.now } },
            pause: { duration in
                let count = self.state.withLock { state in
                    state.pauses.append(duration)
                    return state.pauses.count
                }
                guard count >= self.maxPauses else { return }
                self.reached.continuation.yield()
                // Until it is cancelled.
                for await _ in AsyncStream<Void>.makeStream().stream {}
                throw CancellationError()
            }, random: { 1 })
    }
}
