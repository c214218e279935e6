import Crypto
import Foundation
import RemoteSources
import Testing

@Suite("The webhook reader")
struct WebhookReaderTests {
    /// A driver whose events say what it was given.
    private struct EchoDriver: RemoteSourceDriver {
        var form: DriverManifest.WebhookForm?
        var capabilities: Set<Capability> = [.events]

        var manifest: DriverManifest {
            DriverManifest(
                id: "builtin/echo", version: "1", capabilities: capabilities, authTypes: [],
                webhookSchemes: [
                    .hmacSHA256Hex(header: "X-Sig", prefix: "sha256="), .sharedToken(header: "X-Token"),
                ], webhookForm: form)
        }

        func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
            struct Body: Decodable { let say: String }
            let body = try delivery.decode(Body.self)
            if body.say == "ignore" { throw .ignored(reason: "nobody\nwants it") }
            return RemoteEvent(
                .ping, deliveryID: delivery.headers["x-id"] ?? "",
                repository: .init(id: "1", path: delivery.headers.keys.sorted().joined(separator: ",")),
                sender: .init(id: nil, login: body.say))
        }
    }

    private static let secret = "current"

    private static func signature(of body: [UInt8], secret: String = secret) -> String {
        "sha256="
            + HMAC<SHA256>.authenticationCode(for: Data(body), using: SymmetricKey(data: Data(secret.utf8)))
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func read(
        _ body: [UInt8], _ headers: [String: String] = [:], form: DriverManifest.WebhookForm? = nil
    ) async throws(WebhookRefusal) -> RemoteEvent {
        try await WebhookReader(
            driver: EchoDriver(form: form), type: "echo", secrets: [Self.secret, "previous"]
        ).event(headers: headers, body: body, now: Date())
    }

    @Test("gives the event its driver's type, and keeps signatures and tokens from the driver")
    func headers() async throws {
        let body = Array(#"{"say":"hello"}"#.utf8)
        let event = try await read(
            body,
            [
                "x-sig": Self.signature(of: body), "x-id": "d1", "x-token": "", "authorization": "Basic x",
                "cookie": "x",
                "x-other": "1",
            ])
        #expect(event.driver == "echo" && event.deliveryID == "d1" && event.sender?.login == "hello")
        #expect(event.repository.path == "x-id,x-other")
    }

    @Test("keeps its secrets from the driver where a delivery repeats them")
    func repeatedSecrets() async throws {
        let body = Array(#"{"say":"a current b previous current"}"#.utf8)
        let event = try await read(body, ["x-sig": Self.signature(of: body)])
        #expect(event.sender?.login == "a <secret> b <secret> <secret>")
    }

    @Test("knows a delivery without an id by its bytes")
    func digest() async throws {
        let (one, two) = (Array(#"{"say":"one"}"#.utf8), Array(#"{"say":"two"}"#.utf8))
        func id(_ body: [UInt8]) async throws -> String {
            try await read(body, ["x-token": "previous"]).deliveryID
        }
        #expect(try await id(one) == id(one))
        #expect(try await id(one) != id(two))
        #expect(try await id(one).hasPrefix("sha256:"))
    }

    @Test("reads forms, signed as a whole or by their payload")
    func forms() async throws {
        let json = Array(#"{"say":"a+b & ü"}"#.utf8)
        let form = Array("x=1&payload=%7B%22say%22%3A%22a%2Bb+%26+%C3%BC%22%7D".utf8)
        let type = ["content-type": "application/x-www-form-urlencoded; charset=utf-8"]
        func read(_ signed: [UInt8], _ form: DriverManifest.WebhookForm?, _ body: [UInt8]) async throws -> String? {
            try await self.read(body, type.merging(["x-sig": Self.signature(of: signed)]) { $1 }, form: form)
                .sender?.login
        }
        #expect(try await read(form, .signsForm, form) == "a+b & ü")
        #expect(try await read(json, .signsPayload, form) == "a+b & ü")
        await #expect(throws: WebhookRefusal.notGenuine) { _ = try await read(json, .signsForm, form) }
        await #expect(throws: WebhookRefusal.notGenuine) { _ = try await read(form, .signsPayload, form) }
        await #expect(throws: WebhookRefusal.self) { _ = try await read(form, nil, form) }
        await #expect(throws: WebhookRefusal.unreadable("the delivery is a form without the field payload")) {
            _ = try await read(Array("a=b".utf8), .signsForm, Array("a=b".utf8))
        }
        await #expect(throws: WebhookRefusal.notGenuine) {
            _ = try await read(json, .signsForm, Array("a=b".utf8))
        }
    }

    @Test("refuses before it reads: too large, then not genuine, then unreadable or unwanted")
    func refusals() async throws {
        func refusal(_ body: [UInt8], secret: String = Self.secret) async -> WebhookRefusal? {
            do throws(WebhookRefusal) {
                _ = try await read(body, ["x-sig": Self.signature(of: body, secret: secret)])
                return nil
            } catch {
                return error
            }
        }
        #expect(await refusal(Array("{".utf8), secret: "other") == .notGenuine)
        #expect(
            await refusal(Array("{".utf8))
                == .unreadable("body: the delivery's body is not what its event says"))
        #expect(await refusal(Array(#"{"say":"ignore"}"#.utf8)) == .ignored(reason: "nobody wants it"))
        guard case .unreadable = await refusal([UInt8](repeating: 0x20, count: WebhookReader.maxBodyBytes + 1)) else {
            Issue.record("a body has a bound")
            return
        }
    }

    @Test("needs a driver that reads events")
    func capability() async {
        let reader = WebhookReader(driver: EchoDriver(capabilities: []), type: "echo", secrets: ["s"])
        await #expect(throws: WebhookRefusal.notSupported("builtin/echo has no capability events")) {
            _ = try await reader.event(headers: ["x-token": "s"], body: [], now: Date())
        }
    }
}
