import ServiceTesting
import Testing
import Validation

@testable import PluginProcess

@Suite("The circuit breaker", .serviceLogs, .timeLimit(.minutes(3)))
struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    @Test("opens after so many failures in a row, and lets one through when its pause is over")
    func states() {
        var breaker = CircuitBreaker(threshold: 3, pause: .seconds(30))
        for _ in 0..<2 { breaker.failed(now: start) }
        breaker.succeeded()
        for _ in 0..<2 { breaker.failed(now: start) }
        #expect(breaker.refusal(now: start) == nil && !breaker.isOpen)
        breaker.failed(now: start)
        #expect(breaker.refusal(now: start) == .seconds(30) && breaker.isOpen)
        // One that was asked before fails now: that is no news.
        breaker.failed(now: start + .seconds(5))
        #expect(breaker.refusal(now: start + .seconds(20)) == .seconds(10))
        #expect(breaker.refusal(now: start + .seconds(30)) == nil)
        #expect(breaker.refusal(now: start + .seconds(30)) == .seconds(1))
        breaker.failed(now: start + .seconds(31))
        #expect(breaker.refusal(now: start + .seconds(31)) == .seconds(30))
        #expect(breaker.refusal(now: start + .seconds(61)) == nil)
        // Nobody can say what it would have been: the next one is asked.
        breaker.abandoned(now: start + .seconds(62))
        #expect(breaker.refusal(now: start + .seconds(62)) == nil)
        breaker.succeeded()
        #expect(breaker.refusal(now: start + .seconds(62)) == nil && !breaker.isOpen)
    }

    @Test("leaves a plug-in alone that keeps failing, then asks it once")
    func plugin() async throws {
        try await PluginFixture.with { fixture in
            #expect(await fixture.integer("echo", "1") == 1)
            #expect(fixture.plugin.health == PluginHealth(state: .running, lastError: nil))
            for _ in 0..<5 { #expect(await fixture.text("error").contains("error -32000")) }
            #expect(fixture.plugin.health.state == .broken)
            #expect(fixture.plugin.health.lastError?.contains("error -32000") == true)
            #expect(await fixture.ask("echo") == .failure(.resting(.seconds(30))))
            fixture.time.advance(.seconds(30))
            async let probe = fixture.ask("hold")
            let session = try #require(fixture.plugin.session)
            while (try? await session.ask("held", "{}").get().integer) != 1 { await Task.yield() }
            // The probe is on its way: until it is answered, nobody else is let through.
            #expect(await fixture.ask("echo") == .failure(.resting(.seconds(1))))
            _ = await session.ask("release", "{}")
            #expect((try? await probe.get().integer) != nil)
            #expect(await fixture.integer("echo", "1") == 1)
        }
    }
}
