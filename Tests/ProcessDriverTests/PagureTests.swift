import Crypto
import Foundation
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import ServiceTesting
import Testing

@testable import ProcessDriver

@Suite("The example for Pagure", .serviceLogs, .timeLimit(.minutes(5)))
struct PagureTests {
    private static let main = "16ae2a4df107658b52750063ae203f978cf02ff7"
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/pagure")

    private static func with(_ body: @Sendable @escaping (DriverFixture) async throws -> Void) async throws {
        try await DriverFixture.with([], script: DriverFixture.pagure, body)
    }

    /// Performs an operation over recorded exchanges, and holds its requests to theirs.
    private static func perform<Output: Sendable>(
        _ fixture: DriverFixture, _ names: [String], _ capability: Capability,
        _ operation: (any RemoteSourceDriver) async throws(DriverError) -> Call<Output>
    ) async throws -> Output {
        let recordings = try RecordedExchange.load(folder)
        let exchanges = try names.map { try #require(recordings[$0]) }
        let transport = ReplayTransport(exchanges.map(\.response))
        let output = try await fixture.session(transport: transport).perform(capability, operation).output
        #expect(transport.requests.map(\.method) == exchanges.map(\.method))
        #expect(transport.requests.map(\.url) == exchanges.map { "http://forge.test" + $0.path })
        #expect(
            transport.requests.allSatisfy {
                $0.headers.first(named: "Authorization") == "token t0ken-s3cret"
            })
        return output
    }

    @Test("is under 300 lines")
    func size() throws {
        let lines = try String(contentsOfFile: DriverFixture.pagure, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 300)
    }

    @Test("lists repositories over pages, and finds one by its path")
    func repositories() async throws {
        try await Self.with { fixture in
            let user = try await Self.perform(fixture, ["whoami"], .userInfo) { driver throws(DriverError) in
                try await driver.currentUser(credential: .bearer)
            }
            #expect(user == RemoteUser(id: "alice", loginName: "alice"))
            let first = try await Self.perform(fixture, ["whoami", "projects-1"], .repositories) {
                driver throws(DriverError) in try await driver.repositories(page: nil)
            }
            #expect(first.items.map(\.path) == ["-/hello", "rpms/tool"])
            #expect(first.items.map(\.permissions.admin) == [true, false])
            #expect(first.items.map(\.sshCloneURL).first == "ssh://git@pagure.test/hello.git")
            let second = try await Self.perform(fixture, ["projects-2"], .repositories) { driver throws(DriverError) in
                try await driver.repositories(page: first.next)
            }
            #expect(second.items.map(\.id) == ["fork/alice/hello"] && second.next == nil)
            let path = try RepositoryPath("rpms/tool")
            let found = try await Self.perform(
                fixture, ["whoami", "project", "branches-default", "urls"], .repositories
            ) { driver throws(DriverError) in try await driver.repository(path: path) }
            #expect(found.defaultBranch == "main" && found.permissions.admin)
            #expect(found.sshCloneURL == "ssh://git@ssh.pagure.test/rpms/tool.git")
        }
    }

    @Test("knows refs and commits, and flags them")
    func refs() async throws {
        try await Self.with { fixture in
            let path = try RepositoryPath("-/hello")
            let branches = try await Self.perform(fixture, ["branches"], .refs) { driver throws(DriverError) in
                try await driver.branches(in: path, page: nil)
            }
            #expect(branches.items.map(\.name) == ["refs/heads/dev/x", "refs/heads/main"] && branches.next == nil)
            let tag = try await Self.perform(fixture, ["tags"], .refs) { driver throws(DriverError) in
                try await driver.ref("refs/tags/0.0.1", in: path)
            }
            #expect(tag.commitSHA == "8351c460167a41defc393f5b6c1d51fe1b3b82b8")
            await #expect(throws: OperationError.driver(.notFound("there is no ref refs/heads/mai"))) {
                _ = try await Self.perform(fixture, ["branches"], .refs) { driver throws(DriverError) in
                    try await driver.ref("refs/heads/mai", in: path)
                }
            }
            let commit = try await Self.perform(fixture, ["commit"], .refs) { driver throws(DriverError) in
                try await driver.commit(Self.main, in: path)
            }
            #expect(commit == RemoteCommit(sha: Self.main, message: "Add hello\n", webURL: nil))
            let status = CommitStatus(
                state: .success, context: "build", description: "All good", targetURL: "https://ci.test/1")
            try await Self.perform(fixture, ["flag"], .commitStatus) { driver throws(DriverError) in
                try await driver.createCommitStatus(status, for: Self.main, in: path)
            }
        }
    }

    @Test("reads deliveries")
    func events() async throws {
        try await Self.with { fixture in
            let reader = WebhookReader(driver: fixture.driver, type: "pagure", secrets: ["k3y"])
            func event(_ name: String) async throws -> RemoteEvent {
                let body = Array(try Data(contentsOf: Self.folder.appending(path: "deliveries/\(name).json")))
                let signature = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data("k3y".utf8)))
                    .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                return try await reader.event(
                    headers: ["x-pagure-signature-256": signature], body: body, now: Date())
            }
            let push = try await event("push")
            #expect(push.kind == .push && push.branch == "main" && push.after == Self.main && push.truncated)
            #expect(push.repository == .init(id: "-/hello", path: "-/hello") && push.sender?.login == "alice")
            let tag = try await event("tag")
            #expect(tag.kind == .tag && tag.tag == "v1" && tag.after == nil)
            let opened = try await event("pull-request-new")
            #expect(opened.action == .opened && opened.pullRequest?.number == 7)
            #expect(opened.pullRequest?.fromFork == true && opened.pullRequest?.source.path == "fork/bob/hello")
            let merged = try await event("pull-request-closed")
            #expect(merged.action == .merged && merged.pullRequest?.source.repositoryID == nil)
            await #expect(throws: WebhookRefusal.ignored(reason: "nothing here is about issue.new")) {
                _ = try await event("issue")
            }
        }
    }

    @Test("makes of every wrong answer what it is")
    func wrongAnswers() async throws {
        try await Self.with { fixture in
            let operations = DriverOperation.all(
                of: fixture.driver, repository: try RepositoryPath("-/hello"), refs: ["refs/heads/main"])
            #expect(operations.count > 7)
            // Without a page a flag can't be set, which is said before anybody is asked.
            for operation in operations where operation.name != "createCommitStatus" {
                #expect(try await WrongAnswers.problems(of: operation) == [])
            }
        }
    }
}
