import Foundation
import ServiceTesting
import Testing

/// One after the other: the demo likes the usual ports, and takes others when somebody has them.
@Suite("sallyport demo", .serviceLogs, .serialized, .timeLimit(.minutes(2)))
struct DemoTests {
    private static let steps = [
        "apply examples/remotesources.yaml", "apply it again", "register alice with a password",
        "register bob through OAuth2 and PKCE", "refuse alice's account to another user",
        "refuse the code a second time", "list alice's remote repositories", "create a project of one of them",
        "push to it, and see the event at a sink", "report a status back to the commit", "examine the project",
    ]

    @Test("shows each step with what it did and how long it took, plain without a terminal, and ends with 0")
    func once() async throws {
        let result = try await CommandRun(["demo", "--once"], in: SallyportProcess.root).result
        #expect(result.status == 0 && result.errors == "", "\(result)")
        #expect(!result.output.contains("\u{1B}") && !result.output.contains("\r"), "\(result)")
        try #require(result.lines.count == Self.steps.count + 1)
        #expect(result.lines[0].wholeMatch(of: #/ #  STEP +TIME  WHAT IT DID/#) != nil)
        for (number, step) in Self.steps.enumerated() {
            let row = try #require(
                result.lines[number + 1].wholeMatch(of: #/ ?(\d+)  (.{40}) +\d+\.\d ms  (.+)/#), "\(result)")
            #expect(row.1 == "\(number + 1)" && row.2.hasPrefix(step))
        }
        #expect(result.lines[7].hasSuffix("120 repositories on 5 pages"))
        #expect(result.lines[5].hasSuffix("409 linkedAccountAlreadyExists"))
        #expect(result.lines[9].contains("dev.sallyport.push of user/alice/project-1"))
        #expect(result.lines[10].hasSuffix("has demo: success"))
    }

    @Test("has a progress line on a terminal, which is gone when the step is done")
    func terminal() async throws {
        let command = SallyportProcess.executable.path() + " demo --once"
        let terminal = try ChildProcess(
            URL(filePath: "/usr/bin/script"), arguments: ["--quiet", "--return", "--command", command, "/dev/null"],
            environment: [:], directory: SallyportProcess.root)
        #expect(await terminal.status == 0, "\(terminal.output)")
        for (number, step) in Self.steps.enumerated() {
            let bar = String(repeating: "█", count: number) + String(repeating: "░", count: Self.steps.count - number)
            #expect(terminal.output.contains("\r\u{1B}[2K\(bar) \(step) …\r\u{1B}[2K"), "\(terminal.output)")
        }
    }

    @Test("ends with 1 at the first step that does not hold")
    func doesNotHold() async throws {
        try await DurabilityTests.withDirectory { directory in
            try FileManager.default.createDirectory(
                atPath: directory + "/examples", withIntermediateDirectories: true)
            try """
            remoteSources:
              - {name: forge-password, type: gitea, apiURL: "http://localhost:3000", auth: {type: password}}

            """.write(toFile: directory + "/examples/remotesources.yaml", atomically: false, encoding: .utf8)
            let result = try await CommandRun(["demo", "--once"], in: directory).result
            #expect(result.status == 1 && result.lines.count == 2, "\(result)")
            #expect(result.lines[1].contains("FAILED: two remote sources were to be created, not 1"))
        }
    }

    @Test("says where it has to be started")
    func elsewhere() async throws {
        let result = try await CommandRun(["demo", "--once"]).result
        #expect(result.status == 1 && result.output == "", "\(result)")
        #expect(result.errors.contains("examples/remotesources.yaml is not in this folder"))
    }

    @Test("stays up, tells what to try, and leaves with 0 when it is told to stop")
    func staysUp() async throws {
        let demo = try ChildProcess(
            SallyportProcess.executable, arguments: ["demo"], environment: [:], directory: SallyportProcess.root)
        let gateway = try await demo.output(after: "export SALLYPORT_GATEWAY_URL=")
        let token = try await demo.output(after: "export SALLYPORT_TOKEN=")
        let list = try await CommandRun(
            ["remotesource", "list"], environment: ["SALLYPORT_GATEWAY_URL": gateway, "SALLYPORT_TOKEN": token]
        ).result
        #expect(list.status == 0 && list.lines.count == 3, "\(list)")
        #expect(await demo.stop(SIGTERM) == 0)
    }
}
