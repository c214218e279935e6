import Crypto
import Foundation
import ServiceKit

/// The gateway's keys: one for each purpose, so that nothing made for one is taken for another.
struct GatewayKeys: Sendable {
    let sessions: SymmetricKey
    let states: SymmetricKey
    let cursors: SymmetricKeyBytes

    init(_ secret: SymmetricKeyBytes) {
        func derive(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: secret.bytes), info: Data("sallyport gateway \(purpose)".utf8),
                outputByteCount: 32)
        }
        sessions = derive("sessions")
        states = derive("states")
        cursors = SymmetricKeyBytes(derive("cursors").withUnsafeBytes(Array.init))
    }
}
