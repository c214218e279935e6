import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Linked accounts", .serviceLogs)
struct LinkedAccountsTests {
    @Test("link one remote identity to one user, however many try at the same time")
    func oneUserForEachIdentity() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            for number in 0..<50 { _ = try await client.createUser(CreateUserRequest(userName: "user\(number)")) }
            let codes = await withTaskGroup(of: String?.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        await ConfigStoreFixture.code {
                            _ = try await client.createLinkedAccount(for: "user\(number)", .account("7"))
                        }
                    }
                }
                return await group.reduce(into: [String?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == "409 linkedAccountAlreadyExists" } == 49)
        }
    }

    @Test("are one for each user and source")
    func oneForEachSource() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            _ = try await client.createRemoteSource(.gitea("other"))
            _ = try await client.createUser(CreateUserRequest(userName: "alice", linkedAccount: .account("7")))
            #expect(
                await ConfigStoreFixture.code { _ = try await client.createLinkedAccount(for: "alice", .account("8")) }
                    == "409 linkedAccountAlreadyExists")
            let second = try await client.createLinkedAccount(for: "alice", .account("8", source: "other"))
            #expect(try await client.linkedAccounts(of: "alice").count == 2)
            try await client.deleteLinkedAccount(user: "alice", id: second.id)
            #expect(try await client.userDetails("alice").linkedAccounts.count == 1)
        }
    }

    @Test("give their tokens to the gateway alone, and nowhere in clear")
    func secrets() async throws {
        let token = "acc3ss-token-that-must-not-show"
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let user = try await client.createUser(
                CreateUserRequest(userName: "alice", linkedAccount: .account("7", token: token)))
            let id = try #require(user.linkedAccounts.first?.id)
            for path in ["users/alice", "users/alice/details", "users/alice/linkedaccounts", "users?details=true"] {
                let body = try await fixture.send("GET", "/api/v1alpha/\(path)").body
                #expect(!String(decoding: body, as: UTF8.self).contains(token))
            }
            #expect(try await client.linkedAccountCredentials(user: "alice", id: id).accessToken == token)
            #expect(!TestLog.current.contains(token))
            try SecretScan.expectNothing(of: token, in: fixture.directory)
        }
    }

    @Test("are refreshed by one at a time, and not on the word of somebody who is late")
    func refreshLease() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let user = try await client.createUser(
                CreateUserRequest(userName: "alice", linkedAccount: .account("7")))
            let account = try #require(user.linkedAccounts.first)
            func lease(_ holder: String, _ revision: Int) async throws -> LinkedAccount {
                try await client.acquireRefreshLease(
                    user: "alice", id: account.id, RefreshLeaseRequest(holder: holder, revision: revision))
            }
            let before = try await client.userDetails("alice")
            let held = try await lease("one", account.revision)
            // What is remembered of the user is not older than what was just answered.
            #expect(before.linkedAccounts == [account])
            #expect(try await client.userDetails("alice").linkedAccounts == [held])
            #expect(
                await ConfigStoreFixture.code { _ = try await lease("two", held.revision) } == "409 refreshInProgress")
            #expect(
                await ConfigStoreFixture.code { _ = try await lease("two", account.revision) } == "409 changedMeanwhile"
            )
            let renewed = UpdateLinkedAccountRequest(
                credentials: LinkedAccountCredentials(accessToken: "new", refreshToken: "next"),
                ifRevision: held.revision)
            _ = try await client.updateLinkedAccount(user: "alice", id: account.id, renewed)
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateLinkedAccount(user: "alice", id: account.id, renewed)
                } == "409 changedMeanwhile")
            let stored = try await client.linkedAccountCredentials(user: "alice", id: account.id)
            #expect(stored.accessToken == "new")
            let again = try await lease("one", stored.revision)
            fixture.clock.advance(seconds: 31)
            _ = try await lease("two", again.revision)
        }
    }

    @Test("that need a login keep their tokens")
    func needsLogin() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            _ = try await client.createRemoteSource(.gitea())
            let user = try await client.createUser(
                CreateUserRequest(userName: "alice", linkedAccount: .account("7", token: "kept")))
            let id = try #require(user.linkedAccounts.first?.id)
            let marked = try await client.updateLinkedAccount(
                user: "alice", id: id, UpdateLinkedAccountRequest(needsLogin: true))
            #expect(marked.needsLogin)
            #expect(try await client.linkedAccountCredentials(user: "alice", id: id).accessToken == "kept")
            #expect(try await client.userDetails("alice").linkedAccounts.first?.needsLogin == true)
        }
    }
}
