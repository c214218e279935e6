import ForgeSimulator
import Foundation
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("Faults to order, over a socket", .serviceLogs, .timeLimit(.minutes(1)))
struct ForgeFaultTests {
    private static func faulty(
        _ change: (inout ForgeFaults) -> Void, within timeout: Duration = .seconds(20)
    ) async throws -> Result<TransportResponse, TransportError> {
        var result: Result<TransportResponse, TransportError> = .failure(TransportError(.cancelled, ""))
        try await ForgeFixture.onSocket { fixture in
            change(&fixture.state.faults)
            do throws(TransportError) {
                result = .success(
                    try await fixture.send(
                        "GET", "/api/v1/user", headers: [ForgeFixture.basic("alice")], within: timeout))
            } catch {
                result = .failure(error)
            }
        }
        return result
    }

    private static func code(_ result: Result<TransportResponse, TransportError>) -> TransportError.Code? {
        if case .failure(let error) = result { error.code } else { nil }
    }

    @Test("none: the answer comes, and its links start with the address that is listened on")
    func none() async throws {
        try await ForgeFixture.onSocket { fixture in
            let answer = try await fixture.send("GET", "/api/v1/user", headers: [ForgeFixture.basic("alice")])
            #expect(answer.status == 200)
            let avatar = try TestJSON(answer.body)["avatar_url"]?.string
            #expect(avatar == fixture.url + "/user/avatar/alice/-1")
        }
    }

    @Test("a forge that is slow: the deadline passes")
    func slow() async throws {
        let result = try await Self.faulty({ $0.delay = .seconds(600) }, within: .milliseconds(300))
        #expect(Self.code(result) == .timedOut)
    }

    @Test("a status: it comes with every answer, and 429 says when to ask again", arguments: [429, 500, 503])
    func status(_ status: Int) async throws {
        let response = try (try await Self.faulty { $0.status = status }).get()
        #expect(response.status == status)
        #expect(response.headers.first(named: "retry-after") == (status == 429 ? "30" : nil))
    }

    @Test("a dropped connection: there is none")
    func dropped() async throws {
        #expect(Self.code(try await Self.faulty { $0.dropsConnections = true }) == .connectionFailed)
    }

    @Test("a web page: it is an answer, which the driver takes for none")
    func page() async throws {
        let response = try (try await Self.faulty { $0.answersHTML = true }).get()
        #expect(response.status == 200)
        #expect(response.headers.first(named: "content-type") == "text/html; charset=utf-8")
        try await ForgeFixture.onSocket { fixture in
            fixture.state.faults.answersHTML = true
            let error = await #expect(throws: OperationError.self) {
                _ = try await fixture.session(CredentialSet(accessToken: "t")).currentUser()
            }
            guard case .driver(.unavailable)? = error else {
                Issue.record("unavailable was expected, not \(String(describing: error))")
                return
            }
        }
    }

    @Test("a length that lies: what came is no complete answer")
    func lie() async throws {
        let code = Self.code(try await Self.faulty { $0.contentLengthLie = 100_000 })
        #expect(code == .invalidResponse)
    }

    @Test("an answer without end: it is cut off at the limit")
    func endless() async throws {
        #expect(Self.code(try await Self.faulty { $0.endlessBytes = 1 << 30 }) == .responseTooLarge)
    }

    @Test("in this process they come out as the same errors")
    func inProcess() async throws {
        let fixture = ForgeFixture()
        func code(_ change: (inout ForgeFaults) -> Void) async -> TransportError.Code? {
            var faults = ForgeFaults()
            change(&faults)
            fixture.state.faults = faults
            do throws(TransportError) {
                _ = try await fixture.send("GET", "/api/v1/version")
                return nil
            } catch {
                return error.code
            }
        }
        let dropped = await code { $0.dropsConnections = true }
        let lie = await code { $0.contentLengthLie = 1000 }
        let endless = await code { $0.endlessBytes = 1 << 30 }
        let none = await code { _ in }
        #expect(dropped == .connectionFailed && lie == .invalidResponse && endless == .responseTooLarge)
        #expect(none == nil)
    }

    @Test(
        "the driver tells a rate limit from a failure",
        arguments: [(429, "rateLimited"), (500, "unavailable"), (503, "unavailable"), (401, "unauthorized")])
    func driver(status: Int, code: String) async throws {
        let fixture = ForgeFixture()
        fixture.state.faults.status = status
        let error = await #expect(throws: OperationError.self) {
            _ = try await fixture.session(CredentialSet(accessToken: "t")).currentUser()
        }
        guard case .driver(let refusal)? = error else {
            Issue.record("the driver was expected to refuse, not \(String(describing: error))")
            return
        }
        #expect(refusal.code == code)
    }

    @Test("pages for people stay as they are")
    func pages() async throws {
        let fixture = ForgeFixture()
        fixture.state.faults.status = 500
        let answer = try await fixture.send("GET", "/login/oauth/authorize")
        #expect(answer.status == 400)
    }
}
