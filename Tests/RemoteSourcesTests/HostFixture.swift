import Foundation
import HTTPTransport
import RemoteSources
import Synchronization

/// A host over a script, whose pauses are noted instead of waited for.
struct HostFixture {
    static let now = 1_700_000_000.0
    let transport: ScriptedTransport
    let host: DriverHost
    private let pauses: PauseLog

    init(_ answers: [ScriptedTransport.Answer]) {
        let transport = ScriptedTransport(answers)
        let pauses = PauseLog()
        self.transport = transport
        self.pauses = pauses
        host = DriverHost(
            transport: transport, now: { Date(timeIntervalSince1970: Self.now) },
            pause: { pauses.add($0) }, version: "1.2.3")
    }

    var pauseCount: Int { pauses.all.count }
    var lastPause: Duration? { pauses.all.last }

    /// Performs a request and gives the status and the body that the driver read.
    func perform(
        _ request: ForgeRequest, credentials: CredentialSet = CredentialSet(), apiURL: String = "https://h/sub",
        manifest: DriverManifest = TestDriver.manifest(), deadline: ContinuousClock.Instant = .now + .seconds(60)
    ) async throws(OperationError) -> OperationResult<ForgeResponse> {
        try await perform(
            Call(request) { response in .done(response) }, credentials: credentials, apiURL: apiURL,
            manifest: manifest, deadline: deadline)
    }

    func perform<Output: Sendable>(
        _ call: Call<Output>, credentials: CredentialSet = CredentialSet(), apiURL: String = "https://h/sub",
        manifest: DriverManifest = TestDriver.manifest(), deadline: ContinuousClock.Instant = .now + .seconds(60)
    ) async throws(OperationError) -> OperationResult<Output> {
        try await host.perform(
            call, manifest: manifest, connection: RemoteSourceConnection(apiURL: apiURL), credentials: credentials,
            deadline: deadline)
    }

    /// The error of a request; nil when it brought a result.
    func error(
        of request: ForgeRequest, credentials: CredentialSet = CredentialSet(), apiURL: String = "https://h/sub",
        manifest: DriverManifest = TestDriver.manifest(), deadline: ContinuousClock.Instant = .now + .seconds(60)
    ) async -> OperationError? {
        do {
            _ = try await perform(
                request, credentials: credentials, apiURL: apiURL, manifest: manifest, deadline: deadline)
            return nil
        } catch {
            return error
        }
    }

    func session(
        _ credentials: CredentialSet = CredentialSet(), manifest: DriverManifest = TestDriver.manifest()
    ) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: TestDriver(manifest: manifest), host: host,
            connection: RemoteSourceConnection(apiURL: "https://h/sub"),
            credentials: credentials, deadline: .now + .seconds(60))
    }
}

private final class PauseLog: Sendable {
    private let durations = Mutex<[Duration]>([])

    var all: [Duration] { durations.withLock { $0 } }

    func add(_ duration: Duration) {
        durations.withLock { $0.append(duration) }
    }
}
