import ForgeSimulator
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Who may do what at the simulator", .serviceLogs)
struct ForgeAccessTests {
    private static func fixture() -> ForgeFixture {
        let fixture = ForgeFixture()
        for name in ["alice", "bob"] { fixture.state.addUser(name, password: "password") }
        fixture.state.addUser("root", password: "password", isAdministrator: true)
        fixture.state.addRepository("open", owner: "alice")
        fixture.state.addRepository("secret", owner: "alice", isPrivate: true)
        return fixture
    }

    @Test(
        "a repository is seen by those who may, and not there for others",
        arguments: [
            ("open", nil, 200), ("open", "bob", 200), ("secret", nil, 404), ("secret", "bob", 404),
            ("secret", "alice", 200), ("secret", "root", 200),
        ])
    func sight(name: String, caller: String?, status: Int) async throws {
        let answer = try await Self.fixture().send(
            "GET", "/api/v1/repos/alice/\(name)", headers: caller.map { [ForgeFixture.basic($0)] } ?? [])
        #expect(answer.status == status)
    }

    @Test(
        "what changes a repository needs a name and the right",
        arguments: [("keys", "{}", 422), ("hooks", "{}", 422), ("branches", #"{"new_branch_name":"x"}"#, 403)])
    func change(path: String, body: String, status: Int) async throws {
        let fixture = Self.fixture()
        let bob = try await fixture.send(
            "POST", "/api/v1/repos/alice/open/\(path)", headers: [ForgeFixture.basic("bob")], body: body)
        #expect(bob.status == status)
        let nobody = try await fixture.send(
            "POST", "/api/v1/repos/alice/open/branches", body: #"{"new_branch_name":"x"}"#)
        #expect(nobody.status == 401)
    }

    @Test(
        "a body that is too large, too deep or no JSON is refused",
        arguments: [
            (String(repeating: " ", count: 1024 * 1024 + 1), 413), (String(repeating: "[", count: 100), 422),
            ("x", 422),
        ])
    func bodies(body: String, status: Int) async throws {
        let answer = try await Self.fixture().send(
            "POST", "/api/v1/user/repos", headers: [ForgeFixture.basic("alice")], body: body)
        #expect(answer.status == status)
    }

    @Test(
        "credentials that are nobody's are refused, also where none are needed", arguments: ["Basic !", "token", "x y"])
    func damaged(authorization: String) async throws {
        let answer = try await Self.fixture().send(
            "GET", "/api/v1/repos/alice/open", headers: [TransportHeader("Authorization", authorization)])
        #expect(answer.status == 401)
    }

    @Test("a one-time password works for one request, with the password")
    func oneTimePassword() async throws {
        let fixture = Self.fixture()
        fixture.state.addUser("carol", password: "password", oneTimePassword: "123456")
        func status(_ code: String?) async throws -> Int {
            let headers = code.map { [TransportHeader("X-Gitea-OTP", $0)] } ?? []
            return try await fixture.send("GET", "/api/v1/user", headers: [ForgeFixture.basic("carol")] + headers)
                .status
        }
        var statuses: [Int] = []
        for code in [nil, "654321", "123456", "123456"] { statuses.append(try await status(code)) }
        #expect(statuses == [401, 401, 200, 401])
    }

    @Test("what follows a renamed repository's old path moves with it")
    func moved() async throws {
        let fixture = Self.fixture()
        fixture.state.renameRepository(owner: "alice", name: "open", to: "wide-open")
        let answer = try await fixture.send("GET", "/api/v1/repos/alice/open/raw/a/b.txt?ref=main")
        #expect(answer.status == 302)
        let location = answer.headers.first(named: "location")
        #expect(location == "/api/v1/repos/alice/wide-open/raw/a/b.txt?ref=main")
    }

    @Test("the last 1,000 requests are kept")
    func requests() async throws {
        let fixture = Self.fixture()
        for number in 1...1_001 { _ = try await fixture.send("GET", "/api/v1/version?n=\(number)") }
        #expect(fixture.state.requests.count == 1_000)
        #expect(fixture.state.requests.last == "GET /api/v1/version?n=1001")
    }
}
