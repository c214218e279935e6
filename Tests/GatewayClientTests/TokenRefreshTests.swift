import ConfigStoreAPI
import ConfigStoreClient
import ForgeSimulator
import GatewayClient
import ServiceTesting
import Testing

@Suite("Tokens of linked accounts, at the simulator", .serviceLogs, .timeLimit(.minutes(2)))
struct TokenRefreshTests {
    private static func refreshes(_ fixture: ContractFixture) -> Int {
        fixture.state.requests.count {
            $0.hasPrefix("POST /login/oauth/access_token") || $0.hasPrefix("POST /oauth/token")
        }
    }

    private static func credentials(_ fixture: ContractFixture) async throws -> LinkedAccountCredentials {
        let account = try #require(try await fixture.store.linkedAccounts(of: "alice").first)
        return try await fixture.store.linkedAccountCredentials(user: "alice", id: account.id)
    }

    @Test(
        "are refreshed once when the forge has revoked them, and the call succeeds",
        arguments: ForgeKind.allCases)
    func revoked(kind: ForgeKind) async throws {
        try await ContractFixture.with(kind: kind) { fixture in
            fixture.state.addRepository("r", owner: "alice")
            let alice = try await fixture.user("alice", through: "forge")
            let before = try await Self.credentials(fixture)
            let count = Self.refreshes(fixture)
            fixture.state.revokeAccessTokens()
            for _ in 0..<2 {
                let found = try await alice.remoteRepositories(of: "forge")
                #expect(found.items.map(\.path) == ["alice/r"])
            }
            #expect(Self.refreshes(fixture) == count + 1)
            let after = try await Self.credentials(fixture)
            #expect(after.accessToken != before.accessToken && after.refreshToken != before.refreshToken)
        }
    }

    @Test(
        "are refreshed once for twenty calls at the same time, expired or revoked",
        arguments: ForgeKind.allCases,
        [true, false])
    func once(kind: ForgeKind, isExpired: Bool) async throws {
        try await ContractFixture.with(kind: kind) { fixture in
            #expect(fixture.state.faults.rotatesRefreshTokens)
            let alice = try await fixture.user("alice", through: "forge")
            let count = Self.refreshes(fixture)
            if isExpired { fixture.time.advance(28_801) } else { fixture.state.revokeAccessTokens() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { _ = try await alice.remoteRepositories(of: "forge") }
                }
                try await group.waitForAll()
            }
            #expect(Self.refreshes(fixture) == count + 1)
        }
    }

    @Test(
        "are kept when the forge refuses to refresh them, until a login heals the account",
        arguments: ForgeKind.allCases)
    func refused(kind: ForgeKind) async throws {
        try await ContractFixture.with(kind: kind) { fixture in
            let alice = try await fixture.user("alice", through: "forge")
            let before = try await Self.credentials(fixture)
            fixture.state.faults.refusesRefresh = true
            fixture.time.advance(28_801)
            let count = Self.refreshes(fixture)
            for _ in 0..<2 {
                let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await alice.remoteRepositories(of: "forge")
                }
                #expect(error.summary == "409 linkedAccountNeedsLogin")
            }
            #expect(Self.refreshes(fixture) == count + 1)
            let kept = try await Self.credentials(fixture)
            #expect(kept.accessToken == before.accessToken && kept.refreshToken == before.refreshToken)
            let marked = try await alice.linkedAccounts(of: "alice")
            #expect(marked.map(\.needsLogin) == [true])
            fixture.state.faults.refusesRefresh = false
            _ = try await fixture.finish(try await fixture.anonymous.login(remoteSource: "forge"), login: "alice")
            _ = try await alice.remoteRepositories(of: "forge")
            let healed = try await alice.linkedAccounts(of: "alice")
            #expect(healed.map(\.needsLogin) == [false])
        }
    }

    @Test("stay as they are while the forge is out of order")
    func outOfOrder() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "forge")
            fixture.time.advance(28_801)
            fixture.state.faults.status = 500
            let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.remoteRepositories(of: "forge")
            }
            #expect(error.summary == "502 forgeBadAnswer")
            fixture.state.faults.status = nil
            _ = try await alice.remoteRepositories(of: "forge")
        }
    }
}
