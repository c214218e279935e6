import ServiceKit
import Testing

@Suite("A limit of answers that go on")
struct StreamLimitTests {
    @Test("has so many places in all, and for one caller, and gets them back")
    func places() throws {
        let limit = StreamLimit(limit: 3, limitForEach: 2)
        let first = try limit.takePlace(for: "alice")
        var second: StreamLimit.Place? = try limit.takePlace(for: "alice")
        #expect(throws: ServiceError.self) { try limit.takePlace(for: "alice") }
        let bob = try limit.takePlace(for: "bob")
        #expect(throws: ServiceError.self) { try limit.takePlace(for: "carol") }
        // Nobody has it any more.
        withExtendedLifetime(second) {}
        second = nil
        let carol = try limit.takePlace(for: "carol")
        // Given back once, whoever says so again.
        first.giveBack()
        first.giveBack()
        let again = try limit.takePlace(for: "alice")
        let error = #expect(throws: ServiceError.self) { try limit.takePlace(for: "alice") }
        #expect(error?.code == "tooManyStreams" && error?.retryAfterSeconds == 10)
        withExtendedLifetime((bob, carol, again)) {}
    }
}
