import Foundation
import HTTPTransport
import RemoteSources
import Testing

@Suite("Sending a request")
struct HostSendingTests {
    private let get = ForgeRequest("GET", ["x"], credential: .none)
    private let post = ForgeRequest("POST", ["x"], credential: .none)

    @Test("gives every status to the driver, redirects too", arguments: [200, 204, 301, 302, 307, 308, 404, 418, 500])
    func givesStatuses(status: Int) async throws {
        let fixture = HostFixture([.status(status, ["Location": "https://elsewhere/", "X-A": "1"])])
        let result = try await fixture.perform(get)
        #expect(result.output.status == status)
        #expect(result.output.headers["location"] == "https://elsewhere/")
        #expect(result.output.receivedAt == HostFixture.now)
        #expect(fixture.transport.requests.count == 1)
    }

    @Test("goes on with the next call, a bounded number of times")
    func boundsSteps() async throws {
        @Sendable func endless() -> Call<Int> {
            Call(ForgeRequest("GET", ["x"], credential: .none)) { _ in .next(endless()) }
        }
        let fixture = HostFixture(Array(repeating: .json("{}"), count: 50))
        await #expect(throws: OperationError.self) { try await fixture.perform(endless()) }
        #expect(fixture.transport.requests.count == 10)

        let two = HostFixture([.json("1"), .json("2")])
        let call = Call<[UInt8]>(get) { first in
            .next(Call(ForgeRequest("GET", ["y"], credential: .none)) { .done(first.body + $0.body) })
        }
        #expect(try await two.perform(call).output == Array("12".utf8))
        #expect(two.transport.requests.map(\.url) == ["https://h/sub/x", "https://h/sub/y"])
    }

    @Test("repeats what can be repeated, twice at the most", arguments: ["GET", "HEAD", "PUT", "DELETE"])
    func repeats(method: String) async throws {
        let request = ForgeRequest(method, ["x"], credential: .none)
        let recovering = HostFixture([.status(503), .error(.connectionFailed), .json("{}")])
        #expect(try await recovering.perform(request).output.status == 200)
        #expect(recovering.pauseCount == 2)

        let failing = HostFixture(Array(repeating: .status(502), count: 5))
        #expect(try await failing.perform(request).output.status == 502)
        #expect(failing.transport.requests.count == 3)

        let unreachable = HostFixture([])
        #expect(await unreachable.error(of: request)?.code == "unreachable")
        #expect(unreachable.transport.requests.count == 3)
    }

    @Test("doesn't repeat what may have happened", arguments: ["POST", "PATCH"])
    func doesNotRepeat(method: String) async throws {
        let request = ForgeRequest(method, ["x"], credential: .none)
        let answered = HostFixture([.status(503), .json("{}")])
        #expect(try await answered.perform(request).output.status == 503)
        let broken = HostFixture([.error(.connectionFailed), .json("{}")])
        #expect(await broken.error(of: request)?.code == "unreachable")
        #expect(broken.transport.requests.count == 1)
    }

    @Test("doesn't repeat when the deadline is too near, and sends nothing after it")
    func keepsDeadlines() async throws {
        var near: HostFixture
        var status: Int?
        repeat {
            near = HostFixture([.status(503), .json("{}")])
            status = try? await near.perform(get, deadline: .now + .milliseconds(40)).output.status
            // A busy machine may let the time pass before anything is sent.
        } while near.transport.requests.isEmpty
        #expect(status == 503 && near.transport.requests.count == 1 && near.pauseCount == 0)
        let late = HostFixture([.json("{}")])
        #expect(await late.error(of: get, deadline: .now - .seconds(1)) == .timedOut)
        #expect(late.transport.requests.isEmpty)
    }

    @Test(
        "tells apart why there was no answer",
        arguments: [
            (TransportError.Code.timedOut, "timedOut"), (.cancelled, "cancelled"), (.tlsFailed, "unreachable"),
            (.addressRefused, "addressRefused"), (.responseTooLarge, "badAnswer"), (.invalidResponse, "badAnswer"),
        ])
    func mapsTransportErrors(code: TransportError.Code, expected: String) async {
        let fixture = HostFixture([.error(code)])
        let error = await fixture.error(of: get)
        #expect(error?.code == expected)
        #expect(error?.driverError.code == "unavailable")
        #expect(fixture.transport.requests.count == 1)
    }

    @Test("takes no more bytes than the manifest allows, whatever the transport gives")
    func boundsAnswers() async {
        let fixture = HostFixture([.status(200, [:], String(repeating: "x", count: 2000))])
        let error = await fixture.error(of: get, manifest: TestDriver.manifest(maxResponseBytes: 1999))
        #expect(error?.code == "badAnswer")
    }

    @Test(
        "waits for a short rate limit, whatever the method",
        arguments: [
            (429, ["Retry-After": "2"]), (403, ["Retry-After": "2"]),
            (429, ["X-RateLimit-Reset": "1700000002"]), (429, ["Retry-After": "Tue, 14 Nov 2023 22:13:22 GMT"]),
            (403, ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700000002"]),
        ])
    func waitsForRateLimits(status: Int, headers: [String: String]) async throws {
        let fixture = HostFixture([.status(status, headers), .json("{}")])
        #expect(try await fixture.perform(post).output.status == 200)
        #expect(fixture.lastPause == .seconds(2))
    }

    @Test(
        "reports a long rate limit",
        arguments: [
            (["Retry-After": "3600"], 1_700_003_600), (["X-RateLimit-Reset": "1700000100"], 1_700_000_100),
            (["Retry-After": "1e300"], 1_700_086_400),
        ])
    func reportsRateLimits(headers: [String: String], until: Double) async {
        let fixture = HostFixture([.status(429, headers), .json("{}")])
        #expect(await fixture.error(of: get) == .driver(.rateLimited(until: until)))
        #expect(fixture.transport.requests.count == 1)
    }

    @Test("leaves a rate limit without an end to the driver", arguments: [nil, "soon", "nan", "inf"])
    func passesRateLimits(retryAfter: String?) async throws {
        let headers = retryAfter.map { ["Retry-After": $0] } ?? [:]
        let fixture = HostFixture([.status(429, headers), .status(429, headers), .json("{}")])
        #expect(try await fixture.perform(get).output.status == 429)
        let call = Call<Void>(get) { response throws(DriverError) in
            try ForgeAnswer.check(response)
            return .done(())
        }
        await #expect(throws: OperationError.driver(.rateLimited(until: nil))) { try await fixture.perform(call) }
        #expect(try await fixture.perform(get).output.status == 200)
    }

    @Test("takes a 403 for what it is unless the forge asks to wait")
    func passesForbidden() async throws {
        let headers = ["X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": "1700000002"]
        let fixture = HostFixture([.status(403, headers)])
        #expect(try await fixture.perform(get).output.status == 403)
    }

    @Test("gives up on a rate limit that doesn't end")
    func boundsRateLimits() async {
        let fixture = HostFixture(Array(repeating: .status(429, ["Retry-After": "0"]), count: 9))
        #expect(await fixture.error(of: get)?.code == "rateLimited")
        #expect(fixture.transport.requests.count == 3)
    }

    @Test("passes the driver's own error on")
    func passesDriverErrors() async {
        let fixture = HostFixture([.json("{}")])
        let call = Call<Int>(get) { _ throws(DriverError) in throw .conflict("it exists") }
        await #expect(throws: OperationError.driver(.conflict("it exists"))) { try await fixture.perform(call) }
    }

    @Test("is stopped by cancellation while it waits")
    func stopsWhenCancelled() async {
        let transport = ScriptedTransport([.status(503), .json("{}")])
        let host = DriverHost(transport: transport, pause: { _ in throw CancellationError() })
        let call = Call<Int>(get) { _ in .done(1) }
        await #expect(throws: OperationError.cancelled) {
            try await host.perform(
                call, manifest: TestDriver.manifest(), connection: RemoteSourceConnection(apiURL: "https://h"),
                credentials: CredentialSet(), deadline: .now + .seconds(60))
        }
        #expect(transport.requests.count == 1)
    }
}
