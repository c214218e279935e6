import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Gateway
import ServiceKit
import ServiceTesting
import Testing

@Suite("The gateway on a socket", .serviceLogs, .timeLimit(.minutes(2)))
struct SocketTests {
    /// What a test of the socket has: a gateway that listens, and a user's token.
    struct Listening: Sendable {
        let port: Int
        let alice: String

        func request(_ bad: BadRequest) -> String {
            let body = bad.body ?? ""
            return head(bad.method, bad.path, as: bad.token, "Content-Length: \(body.utf8.count)\r\n") + body
        }

        func head(_ method: String, _ path: String, as token: BadRequest.Token, _ more: String) -> String {
            let authorization: String
            switch token {
            case .admin: authorization = "Authorization: token \(GatewayFixture.admin)\r\n"
            case .alice: authorization = "Authorization: token \(alice)\r\n"
            case .wrong: authorization = "Authorization: token wrong\r\n"
            case .none: authorization = ""
            }
            return "\(method) /api/v1alpha/\(path) HTTP/1.1\r\nHost: gateway\r\n\(authorization)\(more)\r\n"
        }
    }

    static func withGateway(_ body: (Listening) async throws -> Void) async throws {
        try await GatewayFixture.with(listen: ListenAddress(host: "127.0.0.1", port: 0)) { fixture in
            _ = try await fixture.store.createUser(CreateUserRequest(userName: "alice"))
            let alice = try await fixture.store.createUserToken(for: "alice", name: "test").token
            let running = Task { try await fixture.gateway.run() }
            let port = await fixture.gateway.bound.value.port
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(Listening(port: port, alice: alice)))
            } catch {
                outcome = .failure(error)
            }
            running.cancel()
            _ = await running.result
            try outcome.get()
        }
    }

    /// Whether the connection answers another request; a closed one has to be closed without half an answer.
    static func isUsable(_ connection: RawConnection) async -> Bool? {
        let answer = await connection.exchange("GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n")
        return answer.map { $0.status == 200 && $0.body == #"{"status":"live"}"# }
    }

    @Test("refuses what is wrong with a reason, and goes on with the connection", arguments: BadRequests.allCases)
    func refusals(cases: BadRequests) async throws {
        try await Self.withGateway { gateway in
            let connection = try RawConnection(port: gateway.port)
            for bad in cases.all {
                let answer = try #require(await connection.exchange(gateway.request(bad)), "\(bad.testDescription)")
                #expect(answer.status == bad.status, "\(bad.testDescription): \(answer.body)")
                #expect(answer.code == bad.code, "\(bad.testDescription): \(answer.body)")
                if let field = bad.field { #expect(answer.fields == [field]) }
                #expect(!answer.body.contains(GatewayFixture.admin) && !answer.body.contains(gateway.alice))
                #expect(await Self.isUsable(connection) == true)
            }
            // After all of it, everything is still there.
            let users = BadRequest.get("users/alice", 200, "")
            #expect(await connection.exchange(gateway.request(users))?.status == 200)
        }
    }

    @Test("reads a body of 1 MiB and refuses a longer one", arguments: [true, false], [0, 1, 3 * 1024 * 1024])
    func large(isChunked: Bool, excess: Int) async throws {
        try await Self.withGateway { gateway in
            let connection = try RawConnection(port: gateway.port)
            let size = 1024 * 1024 + excess
            let body = #"{"username":"-""# + String(repeating: " ", count: size - 16) + "}"
            #expect(body.utf8.count == size)
            let request: String
            if isChunked {
                let chunk = String(body.utf8.count, radix: 16)
                request =
                    gateway.head("POST", "users", as: .admin, "Transfer-Encoding: chunked\r\n")
                    + "\(chunk)\r\n\(body)\r\n0\r\n\r\n"
            } else {
                request = gateway.head("POST", "users", as: .admin, "Content-Length: \(size)\r\n") + body
            }
            let answer = try #require(await connection.exchange(request))
            #expect(answer.status == (excess == 0 ? 400 : 413))
            #expect(answer.code == (excess == 0 ? "invalidUserName" : "bodyTooLarge"))
            #expect(await Self.isUsable(connection) != false)
            #expect(await Self.isUsable(try RawConnection(port: gateway.port)) == true)
        }
    }

    @Test("refuses a body that is announced too large without waiting for it")
    func announced() async throws {
        try await Self.withGateway { gateway in
            let connection = try RawConnection(port: gateway.port)
            let head = gateway.head("POST", "users", as: .admin, "Content-Length: 10000000000\r\n")
            let answer = await connection.exchange(head + "{")
            #expect(answer?.status == 413)
            #expect(answer?.code == "bodyTooLarge")
        }
    }

    @Test(
        "closes a connection that does not speak HTTP, and keeps the others",
        arguments: [
            "nonsense\r\n\r\n", "GET\r\n\r\n", "\u{0}\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "POST /api/v1alpha/users HTTP/1.1\r\nHost: g\r\nContent-Length: x\r\n\r\n",
            "POST /api/v1alpha/users HTTP/1.1\r\nHost: g\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
            "POST /api/v1alpha/users HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ])
    func noHTTP(text: String) async throws {
        try await Self.withGateway { gateway in
            let other = try RawConnection(port: gateway.port)
            #expect(await Self.isUsable(other) == true)
            let connection = try RawConnection(port: gateway.port)
            let answer = await connection.exchange(text)
            #expect(answer == nil || (400..<500).contains(answer?.status ?? 0))
            // A head that could be read is answered before what is wrong behind it.
            #expect(await Self.isUsable(connection) != true)
            #expect(await Self.isUsable(connection) == nil)
            #expect(await Self.isUsable(other) == true)
        }
    }

    @Test("answers that it can't read a body whose chunks are broken, and closes the connection")
    func brokenChunks() async throws {
        try await Self.withGateway { gateway in
            let connection = try RawConnection(port: gateway.port)
            let head = gateway.head("POST", "users", as: .admin, "Transfer-Encoding: chunked\r\n")
            let answer = await connection.exchange(head + "2\r\n{\"\r\nzz\r\n")
            #expect(answer?.status == 400)
            #expect(answer?.code == "invalidBody")
            #expect(await Self.isUsable(connection) != true)
            #expect(await Self.isUsable(connection) == nil)
        }
    }
}
