import Foundation
import PluginProcess
import RemoteSources
import ServiceTesting
import Testing

@testable import ProcessDriver

@Suite("A driver that is a process", .serviceLogs, .timeLimit(.minutes(3)))
struct ProcessDriverTests {
    @Test("has every operation of the contract")
    func operations() async throws {
        try await DriverFixture.with { fixture in
            let path = try RepositoryPath("alice/hello")
            let sha = "eed7c2742d0dcf2ea4ea40607ccfb7c76daf5535"
            func perform<Output: Sendable>(
                _ capability: Capability,
                _ operation: (any RemoteSourceDriver) async throws(DriverError) -> Call<Output>
            ) async throws -> Output {
                let session = fixture.session(
                    [.json("{}")],
                    credentials: CredentialSet(
                        accessToken: "t0ken", secrets: [.webhookSecret: "s"]))
                return try await session.perform(capability, operation).output
            }
            let user = try await perform(.userInfo) { driver throws(DriverError) in
                try await driver.currentUser(credential: .bearer)
            }
            #expect(user == RemoteUser(id: "2", loginName: "alice", email: "alice@forge.test"))
            let page = try await perform(.repositories) { driver throws(DriverError) in
                try await driver.repositories(page: nil)
            }
            #expect(page.items.map(\.path) == ["alice/hello"] && page.next == PageToken("2"))
            #expect(page.items.first?.isPrivate == true && page.items.first?.isArchived == false)
            let found = try await perform(.repositories) { driver throws(DriverError) in
                try await driver.repository(path: path)
            }
            #expect(found.defaultBranch == "main" && found.permissions.admin)
            let ref = try await perform(.refs) { driver throws(DriverError) in
                try await driver.ref("refs/heads/main", in: path)
            }
            #expect(ref == RemoteRef(name: "refs/heads/main", commitSHA: sha))
            #expect(
                try await perform(.refs) { driver throws(DriverError) in try await driver.branches(in: path, page: nil)
                }
                .items == [ref])
            #expect(
                try await perform(.refs) { driver throws(DriverError) in try await driver.tags(in: path, page: nil) }
                    .items.map(\.name) == ["refs/tags/v1"])
            #expect(
                try await perform(.refs) { driver throws(DriverError) in try await driver.commit(sha, in: path) }
                    .message
                    == "Add hello")
            #expect(
                try await perform(.files) { driver throws(DriverError) in
                    try await driver.file("a", at: "main", in: path)
                } == [0xFF, 0])
            let key = NewDeployKey(title: "deploy", publicKey: "ssh-ed25519 AAAA")
            #expect(
                try await perform(.deployKeys) { driver throws(DriverError) in
                    try await driver.createDeployKey(key, in: path)
                }.id == "7")
            #expect(
                try await perform(.deployKeys) { driver throws(DriverError) in
                    try await driver.deployKeys(in: path, page: nil)
                }.items.map(\.isReadOnly) == [true])
            try await perform(.deployKeys) { driver throws(DriverError) in
                try await driver.deleteDeployKey(id: "7", in: path)
            }
            #expect(
                try await perform(.webhooks) { driver throws(DriverError) in
                    try await driver.webhooks(in: path, page: nil)
                }.items.map(\.events) == [["push"]])
            #expect(
                try await perform(.webhooks) { driver throws(DriverError) in
                    try await driver.createWebhook(url: "http://gateway.test/hook", in: path)
                }.id == "9")
            for id in ["9", "10"] {
                try await perform(.webhookTest) { driver throws(DriverError) in
                    try await driver.testWebhook(id: id, in: path)
                }
                try await perform(.webhooks) { driver throws(DriverError) in
                    try await driver.deleteWebhook(id: id, in: path)
                }
            }
            #expect(
                try await perform(.webhookDeliveries) { driver throws(DriverError) in
                    try await driver.webhookDeliveries(of: "9", in: path, page: nil)
                }.items == [
                    ListedDelivery(id: "5", deliveryID: "guid-1", time: 1_700_000_000, status: 502),
                    ListedDelivery(
                        id: "4", deliveryID: "guid-2",
                        request: WebhookDelivery(headers: ["x-event": "push"], body: Array("{}".utf8))),
                ])
            #expect(
                try await perform(.webhookDeliveries) { driver throws(DriverError) in
                    try await driver.webhookDelivery(id: "5", of: "9", in: path)
                } == WebhookDelivery(headers: ["x-event": "push"], body: [0xFF, 0]))
            try await perform(.commitStatus) { driver throws(DriverError) in
                try await driver.createCommitStatus(
                    CommitStatus(state: .success, context: "c", description: "d"), for: sha, in: path)
            }
            #expect(
                try await perform(.appInstallations) { driver throws(DriverError) in
                    try await driver.installation(of: "acme")
                } == AppInstallation(id: "5"))
            #expect(
                try await perform(.appInstallations) { driver throws(DriverError) in
                    try await driver.createInstallationToken(id: "5")
                }.expiresInSeconds == 60)
            #expect(
                try await perform(.appInstallations) { driver throws(DriverError) in
                    try await driver.installationRepositories(page: nil)
                }.items.isEmpty)
        }
    }

    @Test("has pages of things, escaped")
    func links() async throws {
        let driver = try await DriverFixture.load(DriverFixture.script, ["well"])
        let links: [LinkTarget] = [
            .commit(sha: "abc"), .branch("a b/{head}"), .tag("v1"), .pullRequest(number: 3),
            .compare(base: "{head}", head: "x"),
        ]
        #expect(
            links.map { driver.link(to: $0, webURL: "http://forge.test/a/b") } == [
                "http://forge.test/a/b/c/abc", "http://forge.test/a/b/b/a%20b/%7Bhead%7D", nil,
                "http://forge.test/a/b/p/3", "http://forge.test/a/b/d/%7Bhead%7D..x",
            ])
    }

    @Test("says errors of the closed set")
    func errors() async throws {
        try await DriverFixture.with { fixture in
            let cases: [(String, DriverError)] = [
                (#"{"code":"unauthorized","message":"m"}"#, .unauthorized("m")),
                (#"{"code":"forbidden","message":"m"}"#, .forbidden("m")),
                (#"{"code":"notFound","message":"m"}"#, .notFound("m")),
                (#"{"code":"moved","id":"5"}"#, .moved(id: "5")), (#"{"code":"moved"}"#, .moved(id: nil)),
                (#"{"code":"conflict","message":"m"}"#, .conflict("m")),
                (#"{"code":"rateLimited","until":1000.5}"#, .rateLimited(until: 1000.5)),
                (#"{"code":"rateLimited"}"#, .rateLimited(until: nil)),
                (#"{"code":"invalid","field":"f","message":"m"}"#, .invalid(field: "f", message: "m")),
                (#"{"code":"unavailable","message":"m"}"#, .unavailable("m")),
                (#"{"code":"notSupported","message":"m"}"#, .notSupported("m")),
                (#"{"code":"ignored","message":"m"}"#, .ignored(reason: "m")),
            ]
            for (text, error) in cases {
                #expect(await fixture.outcome(of: #"answer:{"error":\#(text)}"#) == .driver(error))
            }
            #expect(fixture.driver.health.state == .running)
        }
    }

    @Test(
        "that answers nonsense is unavailable, and its health says why",
        arguments: [
            ("1", "its answer is no object"), ("{}", "one of value, request and error"),
            (#"{"value":null,"error":{"code":"moved"}}"#, "one of value, request and error"),
            (#"{"value":{}}"#, "needs a request before it has a value"),
            (#"{"error":{"code":"tired"}}"#, "no code that is one of"),
            (#"{"request":{"method":"GET","path":["a"]}}"#, "no credential"),
            (#"{"request":{"method":"BREW","path":["a"],"credential":"none"}}"#, "no method"),
            (#"{"request":{"method":"GET","path":"a","credential":"none"}}"#, "no path that is a list"),
            (#"{"request":{"method":"GET","path":["a"],"credential":"none","querry":[]}}"#, "a member querry"),
            (#"{"request":{"method":"GET","path":["a"],"credential":"none","query":[["a"]]}}"#, "a list of pairs"),
            (#"{"request":{"method":"GET","path":["a"],"credential":"none","json":1.5}}"#, "not whole"),
            (#"{"request":{"method":"GET","path":["a"],"credential":"none","json":{"$secret":"all"}}}"#, "a secret"),
            (#"{"request":{"method":"GET","path":["a"],"credential":"none","form":[["a",1]]}}"#, "neither a text"),
        ])
    func nonsense(answer: String, reason: String) async throws {
        try await DriverFixture.with { fixture in
            let outcome = await fixture.outcome(of: "answer:" + answer)
            #expect(outcome == .driver(.unavailable("the driver test/driver does not work at the moment")))
            let error = try #require(fixture.driver.health.lastError)
            #expect(error.contains(reason), "\(error)")
        }
    }
}
