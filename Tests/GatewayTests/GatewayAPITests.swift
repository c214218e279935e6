import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Synchronization
import Testing

@Suite("The gateway's API", .serviceLogs)
struct GatewayAPITests {
    @Test(
        "lets in who may",
        arguments: [
            ("GET", "remotesources", 200, 200, 200), ("GET", "remotesources/gitea", 401, 200, 200),
            ("GET", "remotesources/gitea/details", 401, 403, 200), ("PUT", "remotesources/gitea", 401, 403, 201),
            ("POST", "remotesources", 401, 403, 400), ("DELETE", "remotesources/none", 401, 403, 404),
            ("GET", "version", 200, 200, 200),
            ("GET", "users/bob/tokens", 401, 403, 200), ("GET", "users/alice/tokens", 401, 200, 200),
            ("GET", "users/bob/linkedaccounts", 401, 403, 200), ("GET", "users/alice/linkedaccounts", 401, 200, 200),
            ("GET", "user", 401, 200, 403), ("GET", "users", 401, 403, 200), ("POST", "users", 401, 403, 400),
            ("GET", "keyring/rotations", 401, 403, 200), ("POST", "keyring/rotations", 401, 403, 201),
            ("DELETE", "keyring/oldkeys", 401, 403, 200), ("GET", "maintenance/configstore", 401, 403, 200),
            ("PUT", "maintenance/configstore", 401, 403, 200), ("DELETE", "maintenance/configstore", 401, 403, 200),
            ("GET", "export/configstore", 401, 403, 200), ("POST", "import/configstore", 401, 403, 409),
            ("POST", "import/configstore?verify_only=true", 401, 403, 400), ("GET", "audit", 401, 403, 200),
            ("GET", "generations/configstore", 401, 403, 200), ("DELETE", "generations/configstore/1", 401, 403, 409),
            ("DELETE", "generations/configstore/7", 401, 403, 404),
            ("GET", "drivers", 401, 403, 200), ("GET", "validators", 401, 403, 200),
            ("POST", "validators", 401, 403, 400),
            ("GET", "validators/x", 401, 403, 404), ("PUT", "validators/x", 401, 403, 404),
            ("DELETE", "validators/x", 401, 403, 404),
            ("GET", "users/bob/audit", 401, 403, 200),
            ("GET", "users/alice/audit", 401, 200, 200),
            ("GET", "users/alice", 401, 200, 200), ("GET", "users/bob", 401, 200, 200),
            ("DELETE", "users/bob", 401, 403, 204),
            ("POST", "users/bob/tokens", 401, 403, 400), ("POST", "users/alice/tokens", 401, 400, 400),
            ("DELETE", "users/bob/tokens/x", 401, 403, 404), ("DELETE", "users/bob/sessions", 401, 403, 204),
            ("POST", "users/bob/linkedaccounts", 401, 403, 403), ("GET", "user/remoterepos/gitea", 401, 404, 403),
        ])
    func authorization(method: String, path: String, anonymous: Int, user: Int, admin: Int) async throws {
        for (role, expected) in [("anonymous", anonymous), ("user", user), ("admin", admin)] {
            try await GatewayFixture.with { fixture in
                _ = try await fixture.store.createUser(CreateUserRequest(userName: "alice"))
                _ = try await fixture.store.createUser(CreateUserRequest(userName: "bob"))
                let alice = try await fixture.store.createUserToken(for: "alice", name: "test").token
                let token = role == "anonymous" ? nil : role == "admin" ? GatewayFixture.admin : alice
                let answer = try await fixture.send(method, path, method == "GET" ? "" : "{}", token: token)
                #expect(answer.status == expected, "\(role): \(answer.text)")
            }
        }
    }

    @Test("shows everything of a remote source to an administrator but its secret")
    func details() async throws {
        try await GatewayFixture.with { fixture in
            let answer = try await fixture.send("GET", "remotesources/forge/details", token: GatewayFixture.admin)
            #expect(answer.string("apiurl") == "https://git.example.com")
            #expect(answer.string("oauth_2_client_id") == "sallyport")
            #expect(!answer.string("oauth_2_client_secret_fingerprint").isEmpty)
            #expect(!answer.text.contains("s3cret"))
        }
    }

    @Test("lists a user's remote repositories over all pages of the forge")
    func repositories() async throws {
        try await GatewayFixture.with { fixture in
            let token = try await fixture.oauth2User()
            var path: String? = "user/remoterepos/forge"
            var ids: [String] = []
            var pages = 0
            while let current = path {
                let answer = try await fixture.send("GET", current, token: token)
                #expect(answer.status == 200)
                let items = try #require(
                    JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [[String: String]])
                ids += items.compactMap { $0["id"] }
                pages += 1
                path = answer.headers.first(named: "Link").flatMap { link in
                    link.dropFirst().split(separator: ">").first.map {
                        String($0.dropFirst("https://sallyport.example.com".count))
                    }
                }
            }
            #expect(ids == (1...61).map(String.init))
            // The forge has pages of 50 and an empty one; what is asked for 30 at a time never goes over its pages' ends.
            #expect(pages == 4)
        }
    }

    @Test("refreshes a token once for a hundred requests at the same time, and stores it before it is used")
    func refreshOnce() async throws {
        try await GatewayFixture.with { fixture in
            let token = try await fixture.oauth2User()
            fixture.time.advance(3500)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<100 {
                    group.addTask { try await fixture.send("GET", "user/remoterepos/forge", token: token).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 })
            #expect(fixture.forge.refreshes == 1)
            let account = try #require(try await fixture.store.linkedAccounts(of: "carol").first)
            let stored = try await fixture.store.linkedAccountCredentials(user: "carol", id: account.id)
            #expect(stored.accessToken == "access-1-s3cret")
            #expect(stored.refreshToken == "refresh-1-s3cret")
        }
    }

    @Test("marks an account whose refresh is refused, and keeps its tokens")
    func refreshRefused() async throws {
        try await GatewayFixture.with { fixture in
            let token = try await fixture.oauth2User()
            fixture.forge.state.withLock { $0.refusesRefresh = true }
            fixture.time.advance(3500)
            for _ in 0..<2 {
                let answer = try await fixture.send("GET", "user/remoterepos/forge", token: token)
                #expect("\(answer.status) \(answer.code)" == "409 linkedAccountNeedsLogin")
            }
            #expect(fixture.forge.refreshes == 1)
            let account = try #require(try await fixture.store.linkedAccounts(of: "carol").first)
            #expect(account.needsLogin)
            let stored = try await fixture.store.linkedAccountCredentials(user: "carol", id: account.id)
            #expect(stored.refreshToken == "refresh-0-s3cret")
        }
    }

    @Test("takes no change that another site started with the cookie")
    func crossSite() async throws {
        try await GatewayFixture.with { fixture in
            _ = try await fixture.register("alice")
            let login = try await fixture.send(
                "POST", "auth/login",
                #"{"remote_source_name":"gitea","login_name":"alice","password":"\#(ScriptedForge.password)"}"#)
            let cookie = TransportHeader("Cookie", "__Host-session=\(login.string("token"))")
            let body = #"{"token_name":"t"}"#
            #expect(try await fixture.send("GET", "user", headers: [cookie]).status == 200)
            #expect(try await fixture.send("POST", "users/alice/tokens", body, headers: [cookie]).code == "crossSite")
            for (origin, status) in [("https://evil.example.com", 403), ("https://sallyport.example.com", 201)] {
                let headers = [cookie, TransportHeader("Origin", origin)]
                #expect(try await fixture.send("POST", "users/alice/tokens", body, headers: headers).status == status)
            }
        }
    }

    @Test(
        "refuses what can't be read, with the field",
        arguments: [
            ("{", 400, "invalidJSON"), ("", 400, "invalidJSON"), (#"{"username": 1}"#, 400, "invalidField"),
            (#"{"username": "x-"}"#, 400, "invalidUserName"), ("{}", 400, "invalidUserName"),
        ])
    func badInput(body: String, status: Int, code: String) async throws {
        try await GatewayFixture.with { fixture in
            let answer = try await fixture.send("POST", "users", body, token: GatewayFixture.admin)
            #expect("\(answer.status) \(answer.code)" == "\(status) \(code)")
        }
    }

    @Test("is live, and ready while the configstore answers")
    func health() async throws {
        try await GatewayFixture.with { fixture in
            for (path, status) in [("/healthz", 200), ("/readyz", 200), ("/nosuch", 404)] {
                let answer = try await fixture.send("GET", path)
                #expect(answer.status == status)
            }
        }
    }
}
