import Foundation
import HTTPTransport

/// A delivery that was sent, or could not be: what a forge lists of it afterwards.
struct ForgeSentDelivery: Sendable {
    let number: Int64
    let time: Date
    let delivery: ForgeDelivery
    /// What the receiver answered with; nil when it did not.
    let status: Int?

    var isTaken: Bool { status.map { (200..<300).contains($0) } ?? false }

    func header(_ name: String) -> String {
        delivery.headers.first { $0.name.lowercased() == name.lowercased() }?.value ?? ""
    }

    /// The header fields as an object; those that are secret have other values.
    func headersJSON(redacting secret: Set<String> = []) -> ForgeJSON {
        .object(
            delivery.headers.map { header in
                (header.name, .string(secret.contains(header.name.lowercased()) ? "[REDACTED]" : header.value))
            })
    }
}

extension ForgeData {
    /// Writes down what became of a delivery; the oldest go.
    mutating func sent(_ delivery: ForgeDelivery, status: Int?) {
        sent.append(
            ForgeSentDelivery(number: nextID(.delivery), time: now(), delivery: delivery, status: status))
        if sent.count > Self.maxSent { sent.removeFirst() }
    }

    /// What was sent to a hook, the newest first.
    func sent(to hook: ForgeHook) -> [ForgeSentDelivery] {
        sent.reversed().filter { $0.delivery.hookID == hook.id }
    }
}
