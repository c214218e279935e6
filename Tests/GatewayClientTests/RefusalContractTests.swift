import GatewayClient
import ServiceTesting
import Testing

/// One call, and how the gateway refuses it.
struct RefusedCall: Sendable, CustomTestStringConvertible {
    let expected: String
    let name: String
    let call: @Sendable (_ anonymous: GatewayClient, _ admin: GatewayClient) async throws -> Void

    init(
        _ expected: String, _ name: String,
        _ call: @escaping @Sendable (_ anonymous: GatewayClient, _ admin: GatewayClient) async throws -> Void
    ) {
        (self.expected, self.name, self.call) = (expected, name, call)
    }

    var testDescription: String { "\(name): \(expected)" }
}

@Suite("The gateway's client: refusals", .serviceLogs)
struct RefusalContractTests {
    private static let login = ContractFixture.login("nobody", password: "wrong-s3cret")

    static let remoteSources: [RefusedCall] = [
        .init("400 invalidLimit", "remoteSources") { anonymous, _ in _ = try await anonymous.remoteSources(limit: 0) },
        .init("400 invalidCursor", "remoteSources") { anonymous, _ in
            _ = try await anonymous.remoteSources(cursor: "made up & more")
        },
        .init("401 unauthorized", "allRemoteSourceDetails") { anonymous, _ in
            _ = try await anonymous.allRemoteSourceDetails.all
        },
        .init("401 unauthorized", "allRemoteSources, wrong token") { anonymous, _ in
            _ = try await anonymous.with(token: "wrong-s3cret").allRemoteSources.all
        },
        .init("401 unauthorized", "remoteSource") { anonymous, _ in _ = try await anonymous.remoteSource("gitea") },
        .init("404 remoteSourceDoesNotExist", "remoteSource") { _, admin in
            _ = try await admin.remoteSource("a/b?c=d#é")
        },
        .init("404 remoteSourceDoesNotExist", "remoteSourceDetails") { _, admin in
            _ = try await admin.remoteSourceDetails("none")
        },
        .init("409 remoteSourceAlreadyExists", "createRemoteSource") { _, admin in
            _ = try await admin.createRemoteSource(
                RemoteSourceRequest(
                    name: "gitea", apiURL: "https://git.example.com", type: "gitea", authType: "password"))
        },
        .init("404 remoteSourceDoesNotExist", "updateRemoteSource") { _, admin in
            _ = try await admin.updateRemoteSource("none", RemoteSourceRequest(loginEnabled: false))
        },
        .init("404 remoteSourceDoesNotExist", "deleteRemoteSource") { _, admin in
            try await admin.deleteRemoteSource("none")
        },
        .init("404 remoteSourceDoesNotExist", "remoteSourceSecretMatches") { _, admin in
            _ = try await admin.remoteSourceSecretMatches("none", clientSecret: "s3cret")
        },
    ]

    static let users: [RefusedCall] = [
        .init("403 noUser", "currentUser") { _, admin in _ = try await admin.currentUser() },
        .init("403 noUser", "allRemoteRepositories") { _, admin in
            _ = try await admin.allRemoteRepositories(of: "gitea").all
        },
        .init("401 unauthorized", "users") { anonymous, _ in _ = try await anonymous.users() },
        .init("401 unauthorized", "allUsers") { anonymous, _ in _ = try await anonymous.allUsers.all },
        .init("404 userDoesNotExist", "user") { _, admin in _ = try await admin.user("none") },
        .init("400 invalidUserName", "createUser") { _, admin in _ = try await admin.createUser("a--b") },
        .init("404 userDoesNotExist", "deleteUser") { _, admin in try await admin.deleteUser("none") },
        .init("404 userDoesNotExist", "userTokens") { _, admin in _ = try await admin.userTokens(of: "none") },
        .init("404 userDoesNotExist", "createUserToken") { _, admin in
            _ = try await admin.createUserToken(for: "none", name: "t")
        },
        .init("404 userDoesNotExist", "deleteUserToken") { _, admin in
            try await admin.deleteUserToken(of: "none", name: "t")
        },
        .init("404 userDoesNotExist", "linkedAccounts") { _, admin in
            _ = try await admin.linkedAccounts(of: "none")
        },
        .init("404 userDoesNotExist", "deleteLinkedAccount") { _, admin in
            try await admin.deleteLinkedAccount(of: "none", id: "none")
        },
        .init("404 userDoesNotExist", "deleteSessions") { _, admin in try await admin.deleteSessions(of: "none") },
    ]

    static let signIns: [RefusedCall] = [
        .init("401 invalidCredentials", "register") { anonymous, _ in
            _ = try await anonymous.register(userName: "nobody", remoteSource: "gitea", login: login)
        },
        .init("400 missingCredentials", "register") { anonymous, _ in
            _ = try await anonymous.register(userName: "nobody", remoteSource: "gitea")
        },
        .init("401 invalidCredentials", "login") { anonymous, _ in
            _ = try await anonymous.login(remoteSource: "gitea", login: login)
        },
        .init("401 invalidCredentials", "authorize") { anonymous, _ in
            _ = try await anonymous.authorize(remoteSource: "gitea", login: login)
        },
        .init("400 invalidField", "login, a port that is none") { anonymous, _ in
            _ = try await anonymous.login(remoteSource: "forge", loopbackPort: 80)
        },
        .init("403 noUser", "link") { _, admin in
            _ = try await admin.link(user: "nobody", remoteSource: "gitea", login: login)
        },
        .init("400 invalidState", "finish") { anonymous, _ in
            _ = try await anonymous.finish(code: "c-s3cret", state: "s-s3cret", flowSecret: "f-s3cret")
        },
        .init("403 noUser", "logout") { _, admin in try await admin.logout() },
        .init("401 unauthorized", "logout") { anonymous, _ in try await anonymous.logout() },
    ]

    @Test("every call's has its status and its code, and no secret", arguments: remoteSources + users + signIns)
    func refused(_ refused: RefusedCall) async throws {
        try await ContractFixture.with { fixture in
            let error = await #expect(throws: GatewayClientError.self) {
                try await refused.call(fixture.anonymous, fixture.admin)
            }
            #expect(error?.summary == refused.expected)
            #expect(error?.message.isEmpty == false && error?.requestID?.isEmpty == false)
            #expect(!String(reflecting: error).contains("s3cret") && !"\(String(describing: error))".contains("s3cret"))
            #expect(!TestLog.current.contains("s3cret"))
        }
    }

    @Test("a slowed-down login's says when to try again")
    func slowedDown() async throws {
        try await ContractFixture.with { fixture in
            func refusal() async throws -> GatewayClientError {
                try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await fixture.anonymous.login(remoteSource: "gitea", login: Self.login)
                }
            }
            for _ in 0..<5 {
                let error = try await refusal()
                #expect(error.code == "invalidCredentials" && error.retryAfterSeconds == nil)
            }
            let slowed = try await refusal()
            #expect(slowed.summary == "429 tooManyLogins" && slowed.retryAfterSeconds == 1)
        }
    }
}
