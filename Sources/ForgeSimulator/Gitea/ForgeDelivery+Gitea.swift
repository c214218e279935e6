import Crypto
import Foundation
import HTTPTransport

extension ForgeDelivery {
    init(giteaHook hook: ForgeHook, event: String, payload: ForgeJSON) {
        let json = payload.bytes
        let key = SymmetricKey(data: Data(hook.secret.utf8))
        // Without a secret the headers are there, and empty.
        func hex(_ code: some Sequence<UInt8>) -> String { hook.secret.isEmpty ? "" : ForgeHex.text(code) }
        let sha256 = hex(HMAC<SHA256>.authenticationCode(for: Data(json), using: key))
        let sha1 = hex(HMAC<Insecure.SHA1>.authenticationCode(for: Data(json), using: key))
        let id = UUID().uuidString.lowercased()
        let isForm = hook.contentType == "form"
        // The signature is of the JSON, also when a form carries it.
        let body = isForm ? Array("payload=\(ForgeForm.encoded(String(decoding: json, as: UTF8.self)))".utf8) : json
        let headers = [
            TransportHeader("Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/json"),
            TransportHeader("X-GitHub-Delivery", id), TransportHeader("X-GitHub-Event", event),
            TransportHeader("X-Gitea-Delivery", id), TransportHeader("X-Gitea-Event", event),
            TransportHeader("X-Gitea-Signature", sha256), TransportHeader("X-Gogs-Delivery", id),
            TransportHeader("X-Gogs-Event", event), TransportHeader("X-Gogs-Signature", sha256),
            TransportHeader("X-Hub-Signature", "sha1=\(sha1)"),
            TransportHeader("X-Hub-Signature-256", "sha256=\(sha256)"),
        ]
        self.init(hookID: hook.id, url: hook.url, headers: headers, body: body, payload: payload)
    }
}
