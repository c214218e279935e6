import ForgeSimulator
import Foundation
import GatewayClient
import Logging
import ServiceKit
import ServiceLifecycle
import UnixSignals

/// Starts the demo's services, goes through the steps, and stays up when it is to.
struct DemoRun {
    let staysUp: Bool

    /// - Returns: Whether every step held.
    func run() async throws -> Bool {
        guard FileManager.default.fileExists(atPath: DemoInstallation.declarationsFile) else {
            throw CommandFailure(
                "\(DemoInstallation.declarationsFile) is not in this folder: start the demo where Sallyport's sources are"
            )
        }
        let installation = try await DemoInstallation()
        defer { installation.remove() }
        var configuration = ServiceGroupConfiguration(
            services: installation.services, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Composition.logger("demo"))
        configuration.logger.logLevel = .error
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        let group = ServiceGroup(configuration: configuration)
        return try await withThrowingTaskGroup(of: Bool?.self) { tasks in
            tasks.addTask {
                try await group.run()
                return nil
            }
            tasks.addTask {
                let held = try await steps(installation)
                if staysUp, held { await invite(installation) } else { await group.triggerGracefulShutdown() }
                return held
            }
            var held = false
            for try await result in tasks { held = result ?? held }
            return held
        }
    }

    private func steps(_ installation: DemoInstallation) async throws -> Bool {
        try await waitUntilListening(installation)
        let steps = DemoSteps(installation).all
        let report = DemoReport(total: steps.count)
        for (index, step) in steps.enumerated() {
            let start = ContinuousClock.now
            report.begin(index + 1, step.name)
            var (outcome, held) = ("", true)
            do {
                outcome = try await step.run()
            } catch {
                (outcome, held) = ("\(error)", false)
            }
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            report.end(index + 1, step.name, seconds: seconds, outcome: outcome, held: held)
            guard held else { return false }
        }
        return true
    }

    /// Ends when the task is cancelled too: a service that failed never listens.
    private func waitUntilListening(_ installation: DemoInstallation) async throws {
        let (listening, ready) = AsyncStream.makeStream(of: Void.self)
        Task {
            _ = await installation.forge.bound.url
            await installation.composition.listening()
            ready.finish()
        }
        for await _ in listening {}
        try Task.checkCancellation()
    }

    /// Where everything is, and what to try.
    private func invite(_ installation: DemoInstallation) async {
        let admin = installation.client(token: installation.adminToken)
        let token = (try? await admin.createUserToken(for: "alice", name: "demo")) ?? ""
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path()
        Terminal.write(
            """

            The forge is at \(installation.forgeURL) (alice, bob and carol are there; alice's password is \
            alice-password), the gateway at \(installation.gatewayURL).
            In another terminal, as the administrator:

              export PATH="\(folder):$PATH"
              export SALLYPORT_GATEWAY_URL=\(installation.gatewayURL)
              export SALLYPORT_TOKEN=\(installation.adminToken)
              export \(DemoInstallation.clientSecretVariable)=\(installation.clientSecret)
              sallyport remotesource list
              sallyport user list
              sallyport diff -f \(DemoInstallation.declarationsFile)
              curl -H "Authorization: token $SALLYPORT_TOKEN" $SALLYPORT_GATEWAY_URL/api/v1alpha/users

            As alice, and as somebody new, in a browser (sign in as carol):

              export SALLYPORT_ALICE_TOKEN=\(token)
              SALLYPORT_TOKEN=$SALLYPORT_ALICE_TOKEN sallyport user remoterepos --remote-source forge-password
              sallyport user register --username carol --remote-source forge

            It is all gone when this ends: press Ctrl-C.

            """)
    }
}
