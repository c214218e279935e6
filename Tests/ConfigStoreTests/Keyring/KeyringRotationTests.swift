import ConfigStore
import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import ServiceTesting
import Synchronization
import Testing

@Suite("Rotating the keyring", .serviceLogs, .timeLimit(.minutes(2)))
struct KeyringRotationTests {
    /// Runs the store's own background work beside `body`.
    static func running(
        _ fixture: ConfigStoreFixture, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await fixture.store.run() }
            group.addTask { try await body() }
            // The body's end, since the store runs until it is cancelled.
            try await group.next()
            group.cancelAll()
        }
    }

    static func finish(_ client: ConfigStoreClient) async throws -> KeyringStatus {
        while true {
            let status = try await client.keyring()
            if status.rotation?.finishedAt != nil { return status }
        }
    }

    /// Sources `s0` … and the accounts of users `u0` …, each with a secret of its own.
    static func fill(_ client: ConfigStoreClient, count: Int) async throws {
        for number in 0..<count {
            _ = try await client.createRemoteSource(.oauth2("s\(number)", secret: "secret-\(number)"))
            _ = try await client.createUser(
                CreateUserRequest(
                    userName: "u\(number)",
                    linkedAccount: .account("\(number)", source: "s\(number)", token: "token-\(number)")))
        }
    }

    static func expectEverythingOpens(_ client: ConfigStoreClient, count: Int) async throws {
        for number in 0..<count {
            let secret = try await client.remoteSourceCredentials("s\(number)").clientSecret
            #expect(secret == "secret-\(number)")
            let matches = try await client.remoteSourceSecretMatches("s\(number)", "secret-\(number)")
            #expect(matches)
            let account = try #require(try await client.linkedAccounts(of: "u\(number)").first)
            let tokens = try await client.linkedAccountCredentials(user: "u\(number)", id: account.id)
            #expect(tokens.accessToken == "token-\(number)")
        }
    }

    @Test("seals everything again, and the old keys can go: twice")
    func twice() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await Self.running(fixture) {
                try await Self.fill(client, count: 130)
                var known = try await client.keyring().keys
                let prints = try await client.remoteSources(limit: 100).items.map(\.clientSecretFingerprint)
                for _ in 0..<2 {
                    let started = try await client.rotateKeyring()
                    #expect(started.keys == [started.sealingKey] + known)
                    try await Self.expectEverythingOpens(client, count: 130)
                    let done = try await Self.finish(client)
                    #expect(done.rotation?.resealed == 260)
                    #expect(done.rotation?.failed == 0)
                    try await Self.expectEverythingOpens(client, count: 130)
                    // Sealed again means changed, also for whoever asks for the user.
                    let seen = try await client.userDetails("u7").linkedAccounts
                    let stored = try await client.linkedAccounts(of: "u7")
                    #expect(seen == stored)
                    known = [started.sealingKey]
                    let dropped = try await client.dropOldKeys().keys
                    #expect(dropped == known)
                    try await Self.expectEverythingOpens(client, count: 130)
                }
                let after = try await client.remoteSources(limit: 100).items.map(\.clientSecretFingerprint)
                #expect(after == prints)
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: fixture.directory + "/keyring.json")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let files = try FileManager.default.contentsOfDirectory(atPath: fixture.directory)
            #expect(files.filter { $0.hasPrefix("keyring.json") } == ["keyring.json"])
            let reopened = try await ConfigStoreFixture.open(fixture.directory)
            try await Self.expectEverythingOpens(reopened.client, count: 130)
        }
    }

    /// The secrets that writers have stored last, and whether they may stop.
    private final class Writing: Sendable {
        private let state = Mutex<(secrets: [String: String], isDone: Bool)>(([:], false))
        var secrets: [String: String] { state.withLock { $0.secrets } }
        var isDone: Bool {
            get { state.withLock { $0.isDone } }
            set { state.withLock { $0.isDone = newValue } }
        }
        func store(_ name: String, _ secret: String) { state.withLock { $0.secrets[name] = secret } }
    }

    @Test("loses no change of a secret that is made meanwhile")
    func concurrentChanges() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let writing = Writing()
            try await Self.running(fixture) {
                try await Self.fill(client, count: 40)
                for _ in 0..<3 {
                    writing.isDone = false
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for writer in 0..<8 {
                            group.addTask {
                                var round = 0
                                repeat {
                                    for number in stride(from: writer, to: 40, by: 8) {
                                        let secret = "new-\(writer)-\(round)-\(number)"
                                        _ = try await client.updateRemoteSource(
                                            "s\(number)", UpdateRemoteSourceRequest(clientSecret: secret))
                                        writing.store("s\(number)", secret)
                                    }
                                    round += 1
                                } while !writing.isDone
                            }
                        }
                        group.addTask {
                            _ = try await client.rotateKeyring()
                            _ = try await Self.finish(client)
                            _ = try await client.dropOldKeys()
                            writing.isDone = true
                        }
                        try await group.waitForAll()
                    }
                    for (name, secret) in writing.secrets {
                        let stored = try await client.remoteSourceCredentials(name).clientSecret
                        #expect(stored == secret)
                        let matches = try await client.remoteSourceSecretMatches(name, secret)
                        #expect(matches)
                    }
                }
                let keys = try await client.keyring().keys
                #expect(keys.count == 1)
            }
        }
    }

    @Test("is finished by the next start, and until then the old keys stay")
    func resumed() async throws {
        try await ConfigStoreFixture.with { fixture in
            // Nothing runs here: the rotation is started and goes nowhere.
            try await Self.fill(fixture.client, count: 20)
            let started = try await fixture.client.rotateKeyring()
            #expect(started.rotation?.finishedAt == nil)
            for refused in [
                await ConfigStoreFixture.code { _ = try await fixture.client.dropOldKeys() },
                await ConfigStoreFixture.code { _ = try await fixture.client.rotateKeyring() },
            ] {
                #expect(refused == "409 rotationInProgress")
            }
            try await Self.expectEverythingOpens(fixture.client, count: 20)
            let copy = fixture.directory + "-copy"
            defer { try? FileManager.default.removeItem(atPath: copy) }
            try FileManager.default.copyItem(atPath: fixture.directory, toPath: copy)
            let next = try await ConfigStoreFixture.open(copy)
            try await Self.running(next) {
                let done = try await Self.finish(next.client)
                #expect(done.rotation?.resealed == 40)
                let keys = try await next.client.dropOldKeys().keys
                #expect(keys == [started.sealingKey])
                try await Self.expectEverythingOpens(next.client, count: 20)
            }
        }
    }

    @Test("waits for tokens that are being refreshed, so that the forge's new ones are not lost")
    func leases() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await Self.running(fixture) {
                try await Self.fill(client, count: 1)
                let account = try #require(try await client.linkedAccounts(of: "u0").first)
                let leased = try await client.acquireRefreshLease(
                    user: "u0", id: account.id, RefreshLeaseRequest(holder: "h", revision: account.revision))
                _ = try await client.rotateKeyring()
                // The source is sealed again, the account is not.
                while try await client.keyring().rotation?.resealed != 1 {}
                let refused = await ConfigStoreFixture.code { _ = try await client.dropOldKeys() }
                #expect(refused == "409 rotationInProgress")
                _ = try await client.updateLinkedAccount(
                    user: "u0", id: account.id,
                    UpdateLinkedAccountRequest(
                        credentials: LinkedAccountCredentials(accessToken: "token-0"), ifRevision: leased.revision))
                let done = try await Self.finish(client)
                #expect(done.rotation?.resealed == 1)
                _ = try await client.dropOldKeys()
                try await Self.expectEverythingOpens(client, count: 1)
            }
        }
    }

    @Test("is in the audit log, without a key in it")
    func audited() async throws {
        try await ConfigStoreFixture.with { fixture in
            try await Self.running(fixture) {
                let caller = CallerIdentity(actor: .admin, clientAddress: "192.0.2.1", requestID: "r")
                try await CallerIdentity.$current.withValue(caller) {
                    _ = try await fixture.client.rotateKeyring()
                    _ = try await Self.finish(fixture.client)
                    _ = try await fixture.client.dropOldKeys()
                }
            }
            let reopened = try await ConfigStoreFixture.open(fixture.directory)
            let entries = try await AuditTests.all(reopened.client)
            #expect(entries.map(\.kind) == ["keyring", "keyring"])
            #expect(entries.allSatisfy { $0.actor == .admin && $0.clientAddress == "192.0.2.1" })
            #expect(entries.map { $0.changes.map(\.name) } == [["keys"], ["keys", "sealing_key"]])
        }
    }

    @Test("refuses more keys than anybody needs, until the old ones are dropped")
    func refusals() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await Self.running(fixture) {
                for _ in 1..<Keyring.maxKeys {
                    _ = try await client.rotateKeyring()
                    _ = try await Self.finish(client)
                }
                let refused = await ConfigStoreFixture.code { _ = try await client.rotateKeyring() }
                #expect(refused == "409 tooManyKeys")
                let keys = try await client.dropOldKeys().keys
                #expect(keys.count == 1)
            }
        }
    }
}
