import ConfigStoreAPI
import ConfigStoreClient
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Remote sources", .serviceLogs)
struct RemoteSourcesTests {
    @Test("are found by name and by id, and keep their id whatever an update says")
    func identity() async throws {
        try await ConfigStoreFixture.with { fixture in
            let created = try await fixture.client.createRemoteSource(.gitea())
            #expect(try await fixture.client.remoteSource("gitea") == created)
            #expect(try await fixture.client.remoteSource(created.id) == created)
            let answer = try await fixture.send(
                "PUT", "/api/v1alpha/remotesources/gitea", #"{"id": "another", "name": "forge", "skip_verify": true}"#)
            #expect(answer.status == 201)
            let renamed = try await fixture.client.remoteSource(created.id)
            #expect(renamed.name == "forge")
            #expect(renamed.id == created.id)
            #expect(renamed.skipVerify)
            #expect(renamed.revision == created.revision + 1)
            #expect(
                await ConfigStoreFixture.code { _ = try await fixture.client.remoteSource("gitea") }
                    == "404 remoteSourceDoesNotExist")
        }
    }

    @Test("report every violation at once")
    func allViolations() async throws {
        try await ConfigStoreFixture.with { fixture in
            let request = CreateRemoteSourceRequest(
                name: "-x", apiURL: "ftp://user@git.example.com", type: "bitbucket", authType: "magic",
                sshHostKey: "git.example.com ssh-ed25519 AAAA")
            do throws(ConfigStoreClientError) {
                _ = try await fixture.client.createRemoteSource(request)
                Issue.record("it was created")
            } catch {
                #expect(error.status == 400)
                #expect(error.code == "invalidRemoteSource")
                #expect(error.details.map(\.field) == ["name", "apiurl", "type", "auth_type", "ssh_host_key"])
            }
        }
    }

    @Test(
        "have a code of their own for each single violation",
        arguments: [
            (
                CreateRemoteSourceRequest(apiURL: "https://x.y", type: "gitea", authType: "password"),
                "invalidRemoteSourceName"
            ),
            (CreateRemoteSourceRequest(name: "a", type: "gitea", authType: "password"), "invalidRemoteSourceAPIURL"),
            (
                CreateRemoteSourceRequest(name: "a", apiURL: "https://x.y?q", type: "gitea", authType: "password"),
                "invalidRemoteSourceAPIURL"
            ),
            (
                CreateRemoteSourceRequest(name: "a", apiURL: "https://x.y", authType: "password"),
                "invalidRemoteSourceType"
            ),
            (
                CreateRemoteSourceRequest(name: "a", apiURL: "https://x.y", type: "git", authType: "password"),
                "invalidRemoteSourceType"
            ),
            (CreateRemoteSourceRequest(name: "a", apiURL: "https://x.y", type: "gitea"), "invalidRemoteSourceAuthType"),
            (
                CreateRemoteSourceRequest(name: "a", apiURL: "https://x.y", type: "github", authType: "password"),
                "invalidRemoteSourceAuthType"
            ),
            (
                CreateRemoteSourceRequest(
                    name: "a", apiURL: "https://x.y", type: "gitea", authType: "oauth2", clientSecret: "s"),
                "invalidOauth2ClientID"
            ),
            (
                CreateRemoteSourceRequest(
                    name: "a", apiURL: "https://x.y", type: "gitea", authType: "oauth2", clientID: "c"),
                "invalidOauth2ClientSecret"
            ),
            (
                CreateRemoteSourceRequest(
                    name: "a", apiURL: "https://x.y", type: "gitea", authType: "password", sshHostKey: "x"),
                "invalidSSHHostKey"
            ),
        ])
    func singleViolation(request: CreateRemoteSourceRequest, code: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            #expect(
                await ConfigStoreFixture.code { _ = try await fixture.client.createRemoteSource(request) }
                    == "400 \(code)")
        }
    }

    @Test("have names that are unique, also on rename, and may keep their own")
    func uniqueNames() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea("one"))
            _ = try await client.createRemoteSource(.gitea("two"))
            let taken = "409 remoteSourceAlreadyExists"
            #expect(await ConfigStoreFixture.code { _ = try await client.createRemoteSource(.gitea("one")) } == taken)
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateRemoteSource("two", UpdateRemoteSourceRequest(name: "one"))
                } == taken)
            _ = try await client.updateRemoteSource("two", UpdateRemoteSourceRequest(name: "two"))
            _ = try await client.updateRemoteSource("one", UpdateRemoteSourceRequest(name: "three"))
            _ = try await client.createRemoteSource(.gitea("one"))
        }
    }

    @Test("of one name are created once by two hundred at the same time")
    func concurrentCreation() async throws {
        try await ConfigStoreFixture.with { fixture in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await fixture.send(
                            "POST", "/api/v1alpha/remotesources",
                            #"{"name":"one","apiurl":"https://git.example.com","type":"gitea","auth_type":"password"}"#
                        ).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1)
            #expect(statuses.count { $0 == 409 } == 199)
            #expect(try await fixture.client.remoteSources().items.count == 1)
        }
    }

    @Test("that linked accounts use can't be deleted or become another forge, and say how many do")
    func inUse() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            for name in ["alice", "bob"] {
                _ = try await client.createUser(CreateUserRequest(userName: name, linkedAccount: .account(name)))
            }
            do throws(ConfigStoreClientError) {
                try await client.deleteRemoteSource("gitea")
                Issue.record("it was deleted")
            } catch {
                #expect("\(error.status) \(error.code)" == "409 remoteSourceInUse")
                #expect(error.message == "2 linked accounts use this remote source")
            }
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateRemoteSource(
                        "gitea", UpdateRemoteSourceRequest(authType: "oauth2", clientID: "c", clientSecret: "s"))
                } == "409 remoteSourceInUse")
            try await client.deleteUser("alice")
            try await client.deleteUser("bob")
            try await client.deleteRemoteSource("gitea")
            #expect(try await client.remoteSources().items.isEmpty)
        }
    }

    @Test("keep their client secret to themselves, and notice another one")
    func secrets() async throws {
        let secret = "cl1ent-s3cret-that-must-not-show"
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            let created = try await client.createRemoteSource(.oauth2("forge", secret: secret))
            for path in ["remotesources", "remotesources/forge", "remotesources/\(created.id)"] {
                let body = try await fixture.send("GET", "/api/v1alpha/\(path)").body
                #expect(!String(decoding: body, as: UTF8.self).contains(secret))
            }
            #expect(!TestLog.current.contains(secret))
            #expect(try await client.remoteSourceCredentials("forge").clientSecret == secret)
            #expect(try await client.remoteSourceSecretMatches("forge", secret))
            #expect(try await !client.remoteSourceSecretMatches("forge", "another"))
            let same = try await client.updateRemoteSource("forge", UpdateRemoteSourceRequest(clientSecret: secret))
            #expect(same.clientSecretFingerprint == created.clientSecretFingerprint)
            let other = try await client.updateRemoteSource("forge", UpdateRemoteSourceRequest(clientSecret: "other"))
            #expect(other.clientSecretFingerprint != created.clientSecretFingerprint)
            try SecretScan.expectNothing(of: secret, in: fixture.directory)
        }
    }
}
