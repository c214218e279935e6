import Foundation
import HTTPTransport
import PluginProcess
import RemoteSources
import RemoteSourcesTesting
import ServiceTesting

@testable import ProcessDriver

/// A driver whose process runs for a test.
struct DriverFixture: Sendable {
    let driver: ProcessDriver

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    static let script = folder.appending(path: "Fixtures/driver.py").path()
    static let pagure = folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "examples/drivers/pagure.py").path()

    /// Runs `body` while the driver runs.
    static func with(
        _ arguments: [String] = ["well"], script: String = Self.script,
        settings change: (inout PluginSettings) -> Void = { _ in },
        _ body: @Sendable @escaping (DriverFixture) async throws -> Void
    ) async throws {
        let driver = try await load(script, arguments, settings: change)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [process = driver.process] in await process.run() }
            defer { group.cancelAll() }
            try await body(DriverFixture(driver: driver))
        }
    }

    static func load(
        _ executable: String, _ arguments: [String], settings change: (inout PluginSettings) -> Void = { _ in }
    ) async throws(PluginFailure) -> ProcessDriver {
        var settings = PluginSettings()
        // The machine may be busy; what has to time out says so.
        settings.timeout = .seconds(50)
        settings.startTimeout = .seconds(50)
        change(&settings)
        return try await ProcessDriver.load(
            PluginCommand(executable: executable, arguments: arguments), type: "test", settings: settings,
            timing: PluginTiming(pause: { _ in }), logger: TestLog.current.logger(service: "drivers"))
    }

    /// A session with a forge that answers so, one after the other.
    func session(
        _ answers: [TransportResponse] = [], transport: ReplayTransport? = nil,
        credentials: CredentialSet = CredentialSet(accessToken: "t0ken-s3cret"), deadline: Duration = .seconds(50)
    ) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: driver, host: DriverHost(transport: transport ?? ReplayTransport(answers)),
            connection: RemoteSourceConnection(apiURL: "http://forge.test"), credentials: credentials,
            deadline: .now + deadline)
    }

    /// What asking for a repository by an id leads to: the fixture takes the id for what it shall do.
    func outcome(of wish: String, deadline: Duration = .seconds(50)) async -> OperationError? {
        do throws(OperationError) {
            _ = try await session([.json("{}")], deadline: deadline).perform(.repositories) {
                driver throws(DriverError) in try await driver.repository(id: wish)
            }
            return nil
        } catch {
            return error
        }
    }
}

extension TransportResponse {
    static func json(_ text: String, status: Int = 200) -> TransportResponse {
        TransportResponse(
            status: status, headers: [TransportHeader("Content-Type", "application/json")], body: Array(text.utf8))
    }
}
