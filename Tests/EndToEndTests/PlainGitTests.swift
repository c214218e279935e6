import Foundation
import GitAccess
import GitServing
import RemoteSources
import Testing

@testable import Sallyport

@Suite("The driver for plain git, with real servers", .timeLimit(.minutes(3)))
struct PlainGitTests {
    @Test("reads refs, the default branch, commits and files", arguments: GitServer.Way.allCases)
    func reads(way: GitServer.Way) async throws {
        try await PlainGitFixture.with { fixture in
            let sample = try await fixture.server.makeSample("team/app.git")
            let app = try fixture.repository(way, "team/app.git")
            #expect(app.path.description.hasPrefix("127.0.0.1:") && app.path.description.hasSuffix("/app.git"))
            let branches = try await fixture.ask(app) { driver, path throws(DriverError) in
                try await driver.branches(in: path, page: nil)
            }
            let feature = RemoteRef(name: "refs/heads/feature/x", commitSHA: sample.feature)
            let main = RemoteRef(name: "refs/heads/main", commitSHA: sample.main)
            #expect(branches.items == [feature, main] && branches.next == nil)
            let tags = try await fixture.ask(app) { driver, path throws(DriverError) in
                try await driver.tags(in: path, page: nil)
            }
            #expect(tags.items.map(\.name) == ["refs/tags/light", "refs/tags/v1"])
            #expect(tags.items.allSatisfy { $0.commitSHA == sample.main })
            for (name, ref) in [("refs/heads/feature/x", feature), ("HEAD", main)] {
                let found = try await fixture.ask(app) { driver, path throws(DriverError) in
                    try await driver.ref(name, in: path)
                }
                #expect(found == ref)
            }
            let commit = try await fixture.ask(app) { driver, path throws(DriverError) in
                try await driver.commit(sample.main, in: path)
            }
            #expect(commit == RemoteCommit(sha: sample.main, message: "a change\n", webURL: nil))
            for (name, bytes) in GitServer.Sample.files {
                for ref in [sample.main, "main", "v1", "refs/tags/light", "HEAD"] {
                    let file = try await fixture.ask(app, .files) { driver, path throws(DriverError) in
                        try await driver.file(name, at: ref, in: path)
                    }
                    #expect(file == Array(bytes), "\(name) at \(ref)")
                }
            }
        }
    }

    @Test("takes a branch before a tag of the same name")
    func sameName() async throws {
        try await PlainGitFixture.with { fixture in
            _ = try await fixture.server.makeSample("app")
            try await fixture.server.git("tag", "feature/x", "main", in: "app")
            let app = try fixture.repository(.https, "app")
            let file = try await fixture.ask(app, .files) { driver, path throws(DriverError) in
                try await driver.file("docs/x", at: "feature/x", in: path)
            }
            #expect(file == Array("x\n".utf8))
        }
    }

    @Test("says what is not there, in the drivers' words", arguments: GitServer.Way.allCases)
    func missing(way: GitServer.Way) async throws {
        try await PlainGitFixture.with { fixture in
            let sample = try await fixture.server.makeSample("app")
            let app = try fixture.repository(way, "app")
            for name in ["refs/heads/nowhere", "refs/heads/mai", "refs/tags/main"] {
                await Self.expect("notFound") {
                    try await fixture.ask(app) { driver, path throws(DriverError) in
                        try await driver.ref(name, in: path)
                    }
                }
            }
            for (file, ref) in [
                ("nothing", sample.main), ("docs", sample.main), ("link", "main"), ("README.md", "nowhere"),
                ("README.md", String(repeating: "1", count: 40)), ("README.md", String(repeating: "1", count: 64)),
            ] {
                await Self.expect("notFound", "\(file) at \(ref)") {
                    try await fixture.ask(app, .files) { driver, path throws(DriverError) in
                        try await driver.file(file, at: ref, in: path)
                    }
                }
            }
            await Self.expect("notFound") { try await Self.head(fixture, fixture.repository(way, "elsewhere")) }
            try await fixture.server.makeRepository("empty")
            await Self.expect("notFound") { try await Self.head(fixture, fixture.repository(way, "empty")) }
        }
    }

    @Test("refuses servers, keys and addresses that are not the right ones, and shows no secret")
    func refused() async throws {
        try await PlainGitFixture.with { fixture in
            _ = try await fixture.server.makeSample("app")
            let other = GitRepository.Credentials.privateKey(SSHKeyPair(comment: "other").privateKey)
            await Self.expect("unauthorized") {
                try await Self.head(fixture, fixture.repository(.ssh, "app", credentials: other))
            }
            let wrong = GitRepository.Credentials.password(user: "reader", password: "wr0ng-s3cret")
            await Self.expect("unauthorized") {
                try await Self.head(fixture, fixture.repository(.https, "app", prefix: "private", credentials: wrong))
            }
            #expect(
                try await Self.head(fixture, fixture.repository(.https, "app", prefix: "private")).name
                    == "refs/heads/main")
            let another = "[127.0.0.1]:\(fixture.server.ports.ssh) \(SSHKeyPair(comment: "other").publicKey)"
            let mismatch = await Self.expect("unreachable") {
                try await Self.head(fixture, fixture.repository(.ssh, "app", hostKeys: .pinned(another)))
            }
            #expect(mismatch?.message.contains("none of the pinned ones: it is ssh-ed25519 SHA256:") == true)
            await Self.expect("unreachable") {
                try await Self.head(fixture, fixture.repository(.ssh, "app", hostKeys: .pinned("")))
            }
            #expect(
                try await Self.head(fixture, fixture.repository(.ssh, "app", hostKeys: .any)).name == "refs/heads/main")
            let guarded = try PlainGitFixture.transport(for: fixture.server, allow: [])
            for way in GitServer.Way.allCases {
                await Self.expect("addressRefused") {
                    try await Self.head(fixture, fixture.repository(way, "app"), git: guarded)
                }
            }
            await Self.expect("moved") {
                try await Self.head(fixture, fixture.repository(.https, "app", prefix: "moved"))
            }
            await Self.expect("badAnswer") {
                try await Self.head(fixture, fixture.repository(.https, "app", prefix: "page"))
            }
            #expect(!"\(try fixture.repository(.https, "app", credentials: wrong))".contains("s3cret"))
            #expect(!String(reflecting: try fixture.repository(.ssh, "app")).contains("PRIVATE KEY"))
        }
    }

    @Test("ends at the deadline when a server says nothing")
    func silence() async throws {
        try await PlainGitFixture.with { fixture in
            let silent = try fixture.repository(.https, "app", prefix: "silent")
            await Self.expect("timedOut") { try await Self.head(fixture, silent, seconds: 1) }
        }
    }

    private static func head(
        _ fixture: PlainGitFixture, _ repository: GitRepository, git: GitAccessTransport? = nil, seconds: Int = 60
    ) async throws -> RemoteRef {
        try await fixture.ask(repository, git: git, seconds: seconds) { driver, path throws(DriverError) in
            try await driver.ref("HEAD", in: path)
        }
    }

    /// Expects an error of this code.
    @discardableResult
    private static func expect<Value>(
        _ code: String, _ comment: Comment? = nil, _ operation: () async throws -> Value
    ) async -> OperationError? {
        do {
            _ = try await operation()
            Issue.record(comment ?? "nothing was refused")
            return nil
        } catch {
            let error = error as? OperationError
            #expect(error?.code == code, comment)
            #expect(error.map { !"\($0)".contains("s3cret") } == true)
            return error
        }
    }
}
