import ArgumentParser
import Glibc

/// `sallyport demo`
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows the main job done, with a simulated forge, a gateway and a configstore in this process.",
        discussion: "Applies examples/remotesources.yaml; stays up until told to stop, unless --once is given.")

    @Flag(name: .long, help: "Leave when the steps are done: with 0 only when all of them held.")
    var once = false

    func run() async throws {
        signal(SIGPIPE, SIG_IGN)
        try await Failures.reported {
            guard try await DemoRun(staysUp: !once).run() else { throw ExitCode(1) }
        }
    }
}
