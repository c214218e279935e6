import Crypto
public import Foundation

/// Reads deliveries: bounds them, verifies them, takes them out of forms, and has the driver say what happened.
public struct WebhookReader: Sendable {
    /// What forges send at the most.
    public static let maxBodyBytes = 25 * 1024 * 1024

    private let driver: any RemoteSourceDriver
    private let type: String
    /// Asked for once: some drivers make it anew each time.
    private let manifest: DriverManifest
    private let verifier: WebhookVerifier
    /// Some forges repeat a webhook's secret in what they send with it.
    private let redactor: SecretRedactor

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - driver: The driver.
    ///   - type: The type under which remote sources name it.
    ///   - secrets: The current secret, and the previous one while it is being replaced.
    public init(driver: any RemoteSourceDriver, type: String, secrets: [String]) {
        self.init(driver: driver, type: type, secrets: WebhookSecrets(secrets))
    }

    /// Creates a reader with secrets that were prepared before.
    package init(driver: any RemoteSourceDriver, type: String, secrets: WebhookSecrets) {
        self.driver = driver
        self.type = type
        manifest = driver.manifest
        verifier = WebhookVerifier(schemes: manifest.webhookSchemes, secrets: secrets.values)
        redactor = secrets.redactor
    }

    /// How the driver's deliveries are signed.
    package var schemes: [DriverManifest.WebhookScheme] { manifest.webhookSchemes }

    /// Reads one delivery.
    ///
    /// - Parameters:
    ///   - headers: The header fields, names in lower case.
    ///   - body: The body as it came.
    ///   - now: The time.
    /// - Returns: What happened.
    /// - Throws: `WebhookRefusal`. Nothing of a delivery is read before it is known to be genuine, but for the form that
    ///   it may be in.
    public func event(
        headers: [String: String], body: [UInt8], now: Date
    ) async throws(WebhookRefusal) -> RemoteEvent {
        guard manifest.capabilities.contains(.events) else {
            throw .notSupported("\(manifest.id) has no capability events")
        }
        guard body.count <= Self.maxBodyBytes else {
            throw .unreadable("a delivery has at most \(Self.maxBodyBytes) bytes")
        }
        let (signed, json): ([UInt8], [UInt8])
        do throws(WebhookRefusal) {
            (signed, json) = try parts(of: body, contentType: headers["content-type"])
        } catch {
            // Of what is not genuine nobody says what is wrong with it.
            throw verifier.accepts(headers: headers, body: body, now: now) ? error : .notGenuine
        }
        guard verifier.accepts(headers: headers, body: signed, now: now) else { throw .notGenuine }
        return try await read(WebhookDelivery(headers: headers, body: json), as: body)
    }

    /// Reads one delivery that the forge's own list has. That the forge says so proves it; there is no signature.
    ///
    /// - Parameter delivery: What was sent.
    /// - Returns: What happened.
    /// - Throws: `WebhookRefusal`, never `notGenuine`.
    public func event(listed delivery: WebhookDelivery) async throws(WebhookRefusal) -> RemoteEvent {
        guard manifest.capabilities.contains(.events) else {
            throw .notSupported("\(manifest.id) has no capability events")
        }
        guard delivery.body.count <= Self.maxBodyBytes else {
            throw .unreadable("a delivery has at most \(Self.maxBodyBytes) bytes")
        }
        return try await read(delivery, as: delivery.body)
    }

    /// - Parameter sent: What stands for the delivery's id where it has none.
    private func read(
        _ delivery: WebhookDelivery, as sent: [UInt8]
    ) async throws(WebhookRefusal) -> RemoteEvent {
        var event: RemoteEvent
        do {
            event = try await driver.event(
                from: WebhookDelivery(
                    headers: withoutSecrets(delivery.headers), body: redactor.redacted(delivery.body)))
        } catch {
            switch error {
            case .ignored(let reason): throw .ignored(reason: redactor.line(reason))
            case .unavailable(let reason): throw .unavailable(redactor.line(reason))
            default: throw .unreadable(redactor.line(error.message))
            }
        }
        event.driver = type
        if event.deliveryID.isEmpty { event.deliveryID = Self.digest(of: sent) }
        return event
    }

    /// What the signature is about, and the JSON.
    private func parts(
        of body: [UInt8], contentType: String?
    ) throws(WebhookRefusal) -> (signed: [UInt8], json: [UInt8]) {
        let type = (contentType ?? "").utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 > 0x20 }
        guard String(decoding: type, as: UTF8.self).lowercased() == "application/x-www-form-urlencoded" else {
            return (body, body)
        }
        guard let form = manifest.webhookForm else {
            throw .unreadable("\(manifest.id) reads JSON only; set the webhook's content type to JSON")
        }
        let items = FormDecoding.items(String(decoding: body, as: UTF8.self))
        guard let payload = items.first(where: { $0.name == "payload" }) else {
            throw .unreadable("the delivery is a form without the field payload")
        }
        let json = Array(payload.value.utf8)
        return (form == .signsForm ? body : json, json)
    }

    private func withoutSecrets(_ headers: [String: String]) -> [String: String] {
        let secret = manifest.webhookSchemes.flatMap(\.headers) + ["authorization", "cookie"]
        return headers.filter { !secret.contains($0.key) }
    }

    /// The same bytes are the same delivery.
    private static func digest(of body: [UInt8]) -> String {
        "sha256:" + SHA256.hash(data: Data(body)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// Why a delivery leads to no event.
public enum WebhookRefusal: Error, Sendable, Hashable {
    /// None of the secrets made its signature, or it has none.
    case notGenuine
    /// It is genuine, or too large to look at, and can't be read.
    case unreadable(String)
    /// It is genuine, and nobody wants it.
    case ignored(reason: String)
    /// The driver has no events.
    case notSupported(String)
    /// It is genuine, and its driver can't read it now, such as a program that is being started again.
    case unavailable(String)
}
