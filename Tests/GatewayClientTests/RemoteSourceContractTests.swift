import GatewayClient
import ServiceTesting
import Testing

@Suite("The gateway's client: remote sources", .serviceLogs)
struct RemoteSourceContractTests {
    static let request = RemoteSourceRequest(
        name: "hub", apiURL: "https://hub.example.com/", type: "gitea", authType: "oauth2", clientID: "client",
        clientSecret: "client-s3cret", skipVerify: true, skipSSHHostKeyCheck: true, registrationEnabled: false,
        loginEnabled: true)

    @Test("says who answers")
    func version() async throws {
        try await ContractFixture.with { fixture in
            let version = try await fixture.anonymous.version()
            #expect(version.service == "gateway" && version.version == "development")
        }
    }

    @Test("creates, shows, changes and deletes one")
    func changes() async throws {
        try await ContractFixture.with { fixture in
            let admin = fixture.admin
            let created = try await admin.createRemoteSource(Self.request)
            #expect(created.name == "hub" && created.authType == "oauth2")
            #expect(!created.registrationEnabled && created.loginEnabled)
            let shown = try await admin.remoteSource("hub")
            #expect(shown == created)
            let details = try await admin.remoteSourceDetails(created.id)
            #expect(details.id == created.id && details.apiURL == "https://hub.example.com")
            #expect(details.type == "gitea" && details.clientID == "client" && details.sshHostKey.isEmpty)
            #expect(details.skipVerify && details.skipSSHHostKeyCheck && !details.clientSecretFingerprint.isEmpty)
            let updated = try await admin.updateRemoteSource(
                "hub", RemoteSourceRequest(name: "hub2", registrationEnabled: true))
            #expect(updated.id == created.id && updated.name == "hub2" && updated.registrationEnabled)
            let after = try await admin.remoteSourceDetails("hub2")
            #expect(after.clientSecretFingerprint == details.clientSecretFingerprint && after.skipVerify)
            try await admin.deleteRemoteSource("hub2")
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await admin.remoteSource("hub2")
            }
            #expect(gone.summary == "404 remoteSourceDoesNotExist")
        }
    }

    @Test("compares a secret with the stored one, and shows neither")
    func secret() async throws {
        try await ContractFixture.with { fixture in
            let admin = fixture.admin
            _ = try await admin.createRemoteSource(Self.request)
            for (secret, expected) in [("client-s3cret", true), ("other-s3cret", false), ("", false)] {
                let matches = try await admin.remoteSourceSecretMatches("hub", clientSecret: secret)
                #expect(matches == expected)
            }
            let before = try await admin.remoteSourceDetails("hub").clientSecretFingerprint
            _ = try await admin.updateRemoteSource("hub", RemoteSourceRequest(clientSecret: "other-s3cret"))
            let after = try await admin.remoteSourceDetails("hub").clientSecretFingerprint
            let matches = try await admin.remoteSourceSecretMatches("hub", clientSecret: "other-s3cret")
            #expect(matches && before != after)
        }
    }

    @Test("lists them page by page, and all of them with and without their details")
    func pages() async throws {
        try await ContractFixture.with { fixture in
            var names = ["forge", "gitea"]
            for number in 0..<210 {
                names.append("source-\(number)")
                _ = try await fixture.admin.createRemoteSource(
                    RemoteSourceRequest(
                        name: "source-\(number)", apiURL: "https://\(number).example.com", type: "gitea",
                        authType: "password"))
            }
            let first = try await fixture.anonymous.remoteSources()
            #expect(first.items.count == 30)
            let second = try await fixture.anonymous.remoteSources(limit: 7, cursor: first.nextCursor)
            #expect(second.items.count == 7 && Set(first.items).isDisjoint(with: second.items))
            let all = try await fixture.anonymous.allRemoteSources.all
            #expect(all.map(\.name) == names.sorted())
            let details = try await fixture.admin.allRemoteSourceDetails.all
            #expect(details.map(\.name) == all.map(\.name))
            #expect(details.first { $0.name == "source-7" }?.apiURL == "https://7.example.com")
        }
    }

    @Test("names every field that is wrong")
    func details() async throws {
        try await ContractFixture.with { fixture in
            let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.admin.createRemoteSource(
                    RemoteSourceRequest(
                        name: "-", apiURL: "ftp://x", type: "none", authType: "oauth2",
                        clientSecret: String(repeating: "s3cret", count: 10_000)))
            }
            #expect(error.status == 400)
            let fields = Set(error.details.map(\.field))
            #expect(fields.isSuperset(of: ["name", "apiurl", "type"]), "\(fields)")
            #expect(error.details.allSatisfy { !$0.code.isEmpty && !$0.message.isEmpty })
            #expect(error.requestID?.isEmpty == false)
        }
    }

    @Test("says what uses a remote source that can't be deleted")
    func inUse() async throws {
        try await ContractFixture.with { fixture in
            _ = try await fixture.user("alice", through: "gitea")
            let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await fixture.admin.deleteRemoteSource("gitea")
            }
            #expect(error.summary == "409 remoteSourceInUse" && error.message.contains("1"))
        }
    }
}
