import ForgeSimulator
import GatewayClient
import ServiceTesting
import Testing

@Suite("The gateway's client: users", .serviceLogs)
struct UserContractTests {
    @Test("creates, shows, lists and deletes them")
    func users() async throws {
        try await ContractFixture.with { fixture in
            let admin = fixture.admin
            for number in 0..<104 { _ = try await admin.createUser("user-\(number)") }
            let created = try await admin.createUser("zoe")
            let shown = try await admin.user("zoe")
            #expect(shown.id == created.id && shown.tokenNames == [] && shown.linkedAccounts == [])
            let page = try await admin.users(limit: 100)
            let rest = try await admin.users(limit: 100, cursor: page.nextCursor)
            #expect(page.items.count == 100 && rest.items.count == 5 && rest.nextCursor == nil)
            let all = try await admin.allUsers.all
            #expect(all.map(\.id) == (page.items + rest.items).map(\.id))
            try await admin.deleteUser(created.id)
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await admin.user("zoe")
            }
            #expect(gone.summary == "404 userDoesNotExist")
        }
    }

    @Test("gives a user tokens that work until they are deleted")
    func tokens() async throws {
        try await ContractFixture.with { fixture in
            _ = try await fixture.admin.createUser("alice")
            let token = try await fixture.admin.createUserToken(for: "alice", name: "laptop")
            let alice = fixture.anonymous.with(token: token)
            let user = try await alice.currentUser()
            #expect(user.name == "alice" && user.tokenNames == ["laptop"])
            let again = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.createUserToken(for: user.id, name: "laptop")
            }
            #expect(again.summary == "409 userTokenAlreadyExists")
            _ = try await alice.createUserToken(for: "alice", name: "desk")
            let names = try await alice.userTokens(of: "alice")
            #expect(Set(names) == ["desk", "laptop"])
            try await alice.deleteUserToken(of: "alice", name: "laptop")
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.currentUser()
            }
            #expect(gone.summary == "401 unauthorized")
        }
    }

    @Test("shows a user's tokens and accounts to nobody else")
    func others() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            let bob = try await fixture.user("bob", through: "gitea")
            let seen = try await bob.user("alice")
            #expect(seen.name == "alice" && seen.tokenNames == nil && seen.linkedAccounts == nil)
            let own = try await alice.user("alice")
            #expect(own.tokenNames == ["test"] && own.linkedAccounts?.count == 1)
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await bob.userTokens(of: "alice")
            }
            #expect(refused.summary == "403 forbidden")
        }
    }

    @Test("shows linked accounts, and unlinks them")
    func linkedAccounts() async throws {
        try await ContractFixture.with { fixture in
            let alice = try await fixture.user("alice", through: "gitea")
            let source = try await alice.remoteSource("gitea")
            let accounts = try await alice.linkedAccounts(of: "alice")
            let account = try #require(accounts.first)
            #expect(account.remoteSourceID == source.id && account.remoteUserName == "alice" && !account.needsLogin)
            try await alice.deleteLinkedAccount(of: "alice", id: account.id)
            let left = try await alice.linkedAccounts(of: "alice")
            #expect(left.isEmpty)
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.deleteLinkedAccount(of: "alice", id: account.id)
            }
            #expect(gone.summary == "404 linkedAccountDoesNotExist")
        }
    }

    @Test("ends sessions: one by logging out, all of a user's at once")
    func sessions() async throws {
        try await ContractFixture.with { fixture in
            _ = try await fixture.user("alice", through: "gitea")
            func logIn() async throws -> GatewayClient {
                let outcome = try await fixture.anonymous.login(
                    remoteSource: "gitea", login: ContractFixture.login("alice"))
                guard case .loggedIn(let user, let session) = outcome, user.name == "alice" else {
                    throw Unexpected(outcome)
                }
                return fixture.anonymous.with(token: session)
            }
            let (first, second, third) = (try await logIn(), try await logIn(), try await logIn())
            try await first.logout()
            try await second.deleteSessions(of: "alice")
            for ended in [first, second, third] {
                let error = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await ended.currentUser()
                }
                #expect(error.summary == "401 unauthorized")
            }
        }
    }

    @Test("lists what an account can see at its forge, over several pages", arguments: ["gitea", "forge"])
    func remoteRepositories(_ source: String) async throws {
        try await ContractFixture.with { fixture in
            for number in 0..<120 { fixture.state.addRepository("r\(number)", owner: "alice", isPrivate: true) }
            fixture.state.addRepository("hidden", owner: "bob", isPrivate: true)
            let alice = try await fixture.user("alice", through: source)
            let first = try await alice.remoteRepositories(of: source)
            #expect(first.items.count == 30)
            let second = try await alice.remoteRepositories(of: source, cursor: first.nextCursor)
            #expect(Set(first.items).isDisjoint(with: second.items))
            let all = try await alice.allRemoteRepositories(of: source).all
            #expect(Set(all.map(\.path)) == Set((0..<120).map { "alice/r\($0)" }) && all.count == 120)
            let other = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.remoteRepositories(of: source == "gitea" ? "forge" : "gitea")
            }
            #expect(other.summary == "404 linkedAccountDoesNotExist")
        }
    }
}
