import Foundation
import GitServing
import ServiceTesting
import Testing

@Suite("sallyport project catch-up", .serviceLogs, .timeLimit(.minutes(3)))
struct CatchUpCommandTests {
    @Test("finds what was pushed to a repository without a forge")
    func catchUp() async throws {
        try await CommandFixture.withGit { fixture, server in
            let alice = try await OrganizationCommandTests.user("alice", fixture)
            let sample = try await server.makeSample("a")
            let password = try fixture.file("password", "open sesame\n")
            let made = try await fixture.start(
                [
                    "project", "create", "a", "--type", "manual", "--clone-url",
                    server.cloneURL(.https, "a", prefix: "private"), "--clone-user", "reader",
                    "--clone-password-file", password, "--poll-interval", "86400",
                ], environment: alice
            ).result
            #expect(made.status == 0 && made.output.contains("every 86400 s"), "\(made)")
            /// The gateway may be looking itself.
            func look() async throws -> CommandRun.Result {
                while true {
                    let result = try await fixture.start(
                        ["project", "catch-up", "user/alice/a"], environment: alice
                    ).result
                    if !result.errors.contains("refLookInProgress") { return result }
                }
            }
            #expect(try await look().lines.count == 1)
            let sha = try await server.commit(["new": Data("new\n".utf8)], in: "a")
            let found = try await look()
            #expect(found.status == 0 && found.lines.count == 2, "\(found)")
            #expect(found.lines.last?.hasPrefix("push") == true && found.output.contains("refs/heads/main"), "\(found)")
            #expect(found.output.contains(sample.main) && found.output.contains(sha), "\(found)")
            let kept = try await fixture.start(
                ["project", "deliveries", "list", "user/alice/a"], environment: alice
            ).result
            #expect(kept.lines.count == 2 && kept.output.contains("push"), "\(kept)")
        }
    }
}
