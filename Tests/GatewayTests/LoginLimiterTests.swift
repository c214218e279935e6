import ServiceKit
import ServiceTesting
import Testing

@testable import Gateway

@Suite("Slowed logins")
struct LoginLimiterTests {
    private let time = TestTime()

    private func limiter() -> LoginLimiter { LoginLimiter { [time] in time.now } }

    private static func attempt(_ account: String, from address: String = "192.0.2.1") -> LoginLimiter.Attempt {
        .init(address: address, account: account)
    }

    private static func begins(_ attempt: LoginLimiter.Attempt, _ limiter: LoginLimiter) -> Bool {
        (try? limiter.begin(attempt)) != nil
    }

    /// How many attempts are let through, each of which ends like this.
    private static func passing(
        _ count: Int, _ limiter: LoginLimiter, _ outcome: LoginLimiter.Outcome, _ attempt: (Int) -> LoginLimiter.Attempt
    ) -> Int {
        (0..<count).count { number in
            guard begins(attempt(number), limiter) else { return false }
            limiter.end(attempt(number), outcome)
            return true
        }
    }

    private static func seconds(_ limiter: LoginLimiter, _ attempt: LoginLimiter.Attempt) -> Int? {
        do throws(ServiceError) {
            try limiter.begin(attempt)
            limiter.end(attempt, .unknown)
            return nil
        } catch {
            return error.retryAfterSeconds
        }
    }

    @Test("wait twice as long after each failure, up to a quarter of an hour, whoever tries the account")
    func doubling() {
        let limiter = limiter()
        #expect(Self.passing(5, limiter, .failed) { Self.attempt("a", from: "192.0.2.\($0)") } == 5)
        for wait in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            #expect(Self.seconds(limiter, Self.attempt("a", from: "198.51.100.1")) == wait)
            time.advance(Double(wait))
            #expect(Self.passing(1, limiter, .failed) { _ in Self.attempt("a", from: "198.51.100.\(wait)") } == 1)
        }
    }

    @Test("wait for an address too, whatever accounts it tries, and for no other one")
    func address() {
        let limiter = limiter()
        #expect(Self.passing(50, limiter, .failed) { Self.attempt("a\($0)") } == 5)
        #expect(Self.seconds(limiter, Self.attempt("b")) == 1)
        #expect(Self.seconds(limiter, Self.attempt("b", from: "192.0.2.2")) == nil)
    }

    @Test("are forgiven to who gets it right in the end")
    func forgiven() {
        let limiter = limiter()
        for _ in 0..<10 {
            #expect(Self.passing(4, limiter, .failed) { _ in Self.attempt("a") } == 4)
            #expect(Self.passing(1, limiter, .succeeded) { _ in Self.attempt("a") } == 1)
        }
    }

    @Test("are not forgiven to an address that gets another account right")
    func ownAccount() {
        let limiter = limiter()
        for number in 0..<4 {
            #expect(Self.passing(1, limiter, .failed) { _ in Self.attempt("victim\(number)") } == 1)
            #expect(Self.passing(1, limiter, .succeeded) { _ in Self.attempt("own") } == 1)
        }
        #expect(Self.passing(1, limiter, .failed) { _ in Self.attempt("victim") } == 1)
        #expect(Self.seconds(limiter, Self.attempt("victim")) == 1)
        #expect(Self.seconds(limiter, Self.attempt("own")) == 1)
    }

    @Test("count while the forge is still being asked: many at once are no way around them")
    func atOnce() {
        let limiter = limiter()
        let hundred = 0..<100
        let begun = hundred.map { Self.attempt("a", from: "192.0.2.\($0)") }.filter { Self.begins($0, limiter) }
        #expect(begun.count == 5)
        for attempt in begun { limiter.end(attempt, .failed) }
        time.advance(1)
        let account = hundred.map { Self.attempt("a", from: "198.51.100.\($0)") }.count { Self.begins($0, limiter) }
        #expect(account == 1)
        let address = hundred.map { Self.attempt("b\($0)", from: "203.0.113.1") }.count { Self.begins($0, limiter) }
        #expect(address == 20)
    }

    @Test("are none where the forge did not say, and none after an hour")
    func forgotten() {
        let limiter = limiter()
        #expect(Self.passing(50, limiter, .unknown) { _ in Self.attempt("a") } == 50)
        #expect(Self.passing(4, limiter, .failed) { _ in Self.attempt("a") } == 4)
        time.advance(3_600)
        #expect(Self.passing(5, limiter, .failed) { _ in Self.attempt("a") } == 5)
    }
}
