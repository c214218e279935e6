import Foundation
package import Logging
package import PluginProcess
import ProcessDriver
import RemoteSources
package import RemoteSourcesTesting
import Synchronization

/// The process of a driver, made to fail for the conformance kit.
package struct FailingProcess: ProcessFailures {
    private let command: PluginCommand
    private let type: String
    private let settings: PluginSettings
    private let logger: Logger

    /// - Parameters:
    ///   - command: The program.
    ///   - type: The type under which remote sources name the driver.
    ///   - settings: How it is run otherwise.
    ///   - logger: For what it says and how it ends.
    package init(command: PluginCommand, type: String, settings: PluginSettings, logger: Logger) {
        self.command = command
        self.type = type
        self.settings = settings
        self.logger = logger
    }

    package func running<Value: Sendable>(
        patience: Duration, _ work: @Sendable @escaping (FailingDriver) async throws -> Value
    ) async throws -> Value {
        let shell = try ShellBetween()
        defer { shell.remove() }
        let pauses = Pauses()
        let driver = try await load(behind: shell, patience: patience, pauses)
        let failing = FailingDriver(
            driver: driver, patience: patience, fail: { try shell.fail($0) },
            failToStart: { try shell.failToStart($0) }, pauses: { pauses.all })
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [process = driver.process] in await process.run() }
            defer { group.cancelAll() }
            return try await work(failing)
        }
    }

    package func refusal(of failure: ProcessFailure) async throws -> String? {
        let shell = try ShellBetween()
        defer { shell.remove() }
        try shell.failToStart([failure])
        var registry = DriverRegistry()
        do {
            try registry.register(try await load(behind: shell, patience: .seconds(4), Pauses()), as: type)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func load(
        behind shell: ShellBetween, patience: Duration, _ pauses: Pauses
    ) async throws(PluginFailure) -> ProcessDriver {
        var settings = settings
        settings.timeout = patience
        settings.startTimeout = patience
        // It shall be asked again at once; that it is left alone after many failures is the host's own matter.
        settings.failuresBeforeRest = .max
        return try await ProcessDriver.load(
            shell.command(command), type: type, settings: settings,
            timing: PluginTiming(pause: { pauses.add($0) }, random: { 1 }), logger: logger)
    }
}

/// How long a process was left alone before it was started again; nobody waits for real.
private final class Pauses: Sendable {
    private let pauses = Mutex<[Duration]>([])

    var all: [Duration] { pauses.withLock { $0 } }

    func add(_ pause: Duration) { pauses.withLock { $0.append(pause) } }
}
