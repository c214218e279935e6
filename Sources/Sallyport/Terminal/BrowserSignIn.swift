import Foundation
import GatewayClient
import Logging
import ServiceLifecycle

/// OAuth2 from a terminal: the person goes through the forge's pages in a browser, on this machine or another one.
struct BrowserSignIn {
    let client: GatewayClient

    /// - Parameter start: Starts the flow, and is told where this program listens.
    /// - Throws: `CommandFailure`, `GatewayClientError`.
    func run(_ start: (_ loopbackPort: Int?) async throws(GatewayClientError) -> SignIn) async throws -> SignIn {
        let listener = LoopbackListener()
        var configuration = ServiceGroupConfiguration(
            services: [listener], logger: Logger(label: "loopback") { _ in SwiftLogNoOpLogHandler() })
        configuration.maximumGracefulShutdownDuration = .seconds(2)
        let group = ServiceGroup(configuration: configuration)
        let running = Task { try await group.run() }
        let result: SignIn
        do {
            result = try await signIn(listener, on: await Self.port(of: listener, running), start)
        } catch {
            await end(group, running)
            throw error
        }
        await end(group, running)
        return result
    }

    /// Where the listener listens; nil when it can't.
    static func port(of listener: LoopbackListener, _ running: Task<Void, any Error>) async -> Int? {
        let (ports, found) = AsyncStream.makeStream(of: Int?.self)
        Task { found.yield(await listener.port) }
        Task {
            _ = await running.result
            found.yield(nil)
        }
        for await port in ports { return port }
        return nil
    }

    /// Ends the listener, and lets the browser have the page that it is waiting for first.
    private func end(_ group: ServiceGroup, _ running: Task<Void, any Error>) async {
        await group.triggerGracefulShutdown()
        try? await running.value
    }

    private func signIn(
        _ listener: LoopbackListener, on port: Int?,
        _ start: (_ loopbackPort: Int?) async throws(GatewayClientError) -> SignIn
    ) async throws -> SignIn {
        let outcome = try await start(port)
        guard case .redirect(let flow) = outcome else { return outcome }
        guard port != nil || Terminal.isInteractive else {
            throw CommandFailure(
                "no port of this machine can be listened on: run this in a terminal, to paste the answer")
        }
        Terminal.say("Open this page in a browser:\n\n  \(flow.url)\n")
        if Terminal.isInteractive {
            Terminal.say("When the browser is on another machine, paste the address that it ends at here.")
            Self.readAddresses(into: listener)
        }
        for await address in listener.addresses {
            let answer: ForgeAnswer
            do throws(CommandFailure) {
                answer = try ForgeAnswer(address: address)
            } catch {
                guard Terminal.isInteractive else { throw error }
                Terminal.say("\(error)")
                continue
            }
            return try await client.finish(code: answer.code, state: answer.state, flowSecret: flow.secret)
        }
        throw CommandFailure("nobody came back from the forge")
    }

    /// Reading a terminal blocks, and nothing can end it but a line: it gets a thread that ends with the process.
    private static func readAddresses(into listener: LoopbackListener) {
        Thread.detachNewThread {
            while let line = readLine() { listener.add(line) }
        }
    }
}
