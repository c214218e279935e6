import Foundation
import HTTPTransport
import RemoteSources
import Synchronization
import Testing

@Suite("A forge that has asked to wait")
struct RateLimitGateTests {
    private let get = ForgeRequest("GET", ["x"])
    private let post = ForgeRequest("POST", ["x"])
    private let me = CredentialSet(accessToken: "my-token")

    /// A host whose pauses move its clock.
    private struct Timed {
        let transport: ScriptedTransport
        let host: DriverHost
        let time: Time

        final class Time: Sendable {
            let seconds = Mutex(HostFixture.now)
            var passed: Double { seconds.withLock { $0 } - HostFixture.now }
            func pass(_ duration: Duration) {
                let (whole, parts) = duration.components
                seconds.withLock { $0 += Double(whole) + Double(parts) / 1e18 }
            }
        }

        init(_ answers: [ScriptedTransport.Answer]) {
            let (transport, time) = (ScriptedTransport(answers), Time())
            self.transport = transport
            self.time = time
            host = DriverHost(
                transport: transport, now: { Date(timeIntervalSince1970: time.seconds.withLock { $0 }) },
                pause: { time.pass($0) })
        }

        func code(
            _ call: Call<Int>, _ credentials: CredentialSet, apiURL: String = "https://h",
            deadline: ContinuousClock.Instant = .now + .seconds(60)
        ) async -> String {
            do throws(OperationError) {
                _ = try await host.perform(
                    call, manifest: TestDriver.manifest(), connection: RemoteSourceConnection(apiURL: apiURL),
                    credentials: credentials, deadline: deadline)
                return "done"
            } catch {
                return error.code
            }
        }

        func code(_ request: ForgeRequest, _ credentials: CredentialSet, apiURL: String = "https://h") async -> String {
            await code(Call(request) { _ in .done(1) }, credentials, apiURL: apiURL)
        }
    }

    @Test("is asked nothing more until then, with that credential")
    func staysAway() async {
        let timed = Timed([.status(429, ["Retry-After": "3600"])] + Array(repeating: .json("{}"), count: 9))
        #expect(await timed.code(get, me) == "rateLimited")
        for request in [get, post] { #expect(await timed.code(request, me) == "rateLimited") }
        #expect(timed.transport.requests.count == 1)
        #expect(await timed.code(get, CredentialSet(accessToken: "another-token")) == "done")
        #expect(await timed.code(get, me, apiURL: "https://other") == "done")
        #expect(await timed.code(ForgeRequest("GET", ["x"], credential: .none), me) == "done")
        timed.time.pass(.seconds(3599))
        #expect(timed.transport.requests.count == 4)
        timed.time.pass(.seconds(2))
        #expect(await timed.code(get, me) == "done")
    }

    @Test("for a short while is waited for, within the deadline")
    func waits() async {
        let timed = Timed([.status(429, ["Retry-After": "9"]), .json("{}"), .json("{}")])
        #expect(await timed.code(get, me) == "rateLimited")
        timed.time.pass(.seconds(5))
        let call = Call<Int>(get) { _ in .done(1) }
        #expect(await timed.code(call, me, deadline: .now + .seconds(2)) == "rateLimited")
        #expect(timed.transport.requests.count == 1)
        #expect(await timed.code(get, me) == "done")
        #expect(timed.time.passed >= 9)
        #expect(await timed.code(get, me) == "done")
        #expect(timed.transport.requests.count == 3)
    }

    @Test("in a way that only the driver understands is left alone too")
    func driversWord() async {
        let timed = Timed([.status(403, [:], "slow down"), .json("{}")])
        let call = Call<Int>(get) { response throws(DriverError) in
            if response.status == 403 { throw .rateLimited(until: response.receivedAt + 100) }
            return .done(1)
        }
        #expect(await timed.code(call, me) == "rateLimited")
        timed.time.pass(.seconds(90))
        #expect(await timed.code(call, me) == "rateLimited")
        timed.time.pass(.seconds(11))
        #expect(await timed.code(call, me) == "done")
    }
}
