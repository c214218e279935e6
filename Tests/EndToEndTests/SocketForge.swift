import ForgeSimulator
import ServiceKit
import ServiceTesting

/// A forge on a socket of this machine, with the user `alice`.
struct SocketForge {
    static let password = "passw0rd-s3cret"
    let url: String
    let state: ForgeState

    static func with(kind: ForgeKind = .gitea, _ body: (SocketForge) async throws -> Void) async throws {
        let simulator = ForgeSimulator(
            configuration: ForgeSimulatorConfiguration(
                kind: kind, listen: ListenAddress(host: "127.0.0.1", port: 0), rootURL: ""),
            logger: TestLog.current.logger(service: "forge"))
        simulator.state.addUser("alice", password: password)
        let running = Task { try? await simulator.run() }
        defer { running.cancel() }
        try await body(SocketForge(url: await simulator.bound.url, state: simulator.state))
    }
}
