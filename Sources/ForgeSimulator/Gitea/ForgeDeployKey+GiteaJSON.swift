import Crypto
import Foundation

extension ForgeDeployKey {
    /// What Gitea says of a key that is none; nil for a good one.
    static func problem(of content: String) -> String? {
        let blob = blob(of: content)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=".utf8
        if let data = Data(base64Encoded: blob), data.count > 16 { return nil }
        let bad = Array(blob.utf8).firstIndex { !alphabet.contains($0) } ?? blob.utf8.count / 4 * 4
        return "Invalid key content: extractTypeFromBase64Key: invalid key format: "
            + "illegal base64 data at input byte \(bad)"
    }

    func giteaJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        let hash = SHA256.hash(data: Data(base64Encoded: Self.blob(of: content)) ?? Data())
        let fingerprint = Data(hash).base64EncodedString().replacing("=", with: "")
        return [
            "id": .int(id), "key_id": .int(id), "key": .string(content),
            "url": .string("\(links.repository(path))/keys/\(id)"), "title": .string(title),
            "fingerprint": .string("SHA256:" + fingerprint), "created_at": ForgeLinks.time(created),
            "read_only": .bool(isReadOnly),
        ]
    }
}
