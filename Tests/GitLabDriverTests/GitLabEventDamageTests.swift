import Foundation
import GitLabDriver
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("GitLab's deliveries that are not as published")
struct GitLabEventDamageTests {
    private static func outcome(_ event: String, _ body: [UInt8]) async -> String {
        do throws(DriverError) {
            let delivery = WebhookDelivery(headers: GitLabEventTests.headers(event), body: body)
            return try await GitLabDriver().event(from: delivery).deliveryID
        } catch {
            return error.code
        }
    }

    @Test("are read, ignored or refused, whatever was done to their bytes", arguments: Array(1...24))
    func bytes(seed: Int) async throws {
        var damage = SeededDamage(seed: UInt64(seed))
        for (name, expected) in GitLabEventTests.expected {
            let published = try GitLabFixtures.bytes("webhooks", name)
            for _ in 0..<20 {
                let outcome = await Self.outcome(expected.event, damage.applied(to: published))
                #expect(["d1", "invalid", "ignored"].contains(outcome), "\(name)")
            }
        }
    }

    @Test("are read, ignored or refused, whichever member is missing or another value")
    func members() async throws {
        for (name, expected) in GitLabEventTests.expected {
            for (path, body) in try DamagedMembers.all(of: GitLabFixtures.bytes("webhooks", name)) {
                let outcome = await Self.outcome(expected.event, body)
                #expect(["d1", "invalid", "ignored"].contains(outcome), "\(name) \(path)")
            }
        }
    }

    @Test(
        "are refused when they are no JSON of their event",
        arguments: ["Push Hook", "Tag Push Hook", "Merge Request Hook"],
        [
            "", "{", "null", "[]", "payload=%7B%7D", #"{"ref":1}"#, #"{"object_kind":"push"}"#,
            String(repeating: "[", count: 200_000), String(repeating: #"{"project":"#, count: 50_000),
        ])
    func noJSON(event: String, body: String) async {
        #expect(await Self.outcome(event, Array(body.utf8)) == "invalid")
    }

    @Test("are refused without the name of their event")
    func noEvent() async throws {
        let body = try GitLabFixtures.bytes("webhooks", "push")
        let error = await #expect(throws: DriverError.self) {
            _ = try await GitLabDriver().event(from: WebhookDelivery(headers: ["idempotency-key": "d1"], body: body))
        }
        #expect(error?.code == "invalid")
    }

    @Test("tolerate members that nobody knows, and the largest of bodies", .timeLimit(.minutes(1)))
    func large() async throws {
        let published = String(decoding: try GitLabFixtures.bytes("webhooks", "push"), as: UTF8.self)
        let filler = String(repeating: "x", count: 20 * 1024 * 1024)
        let body = #"{"filler":"\#(filler)","other":[{"a":null}],"# + published.dropFirst()
        #expect(await Self.outcome("Push Hook", Array(body.utf8)) == "d1")
    }
}
