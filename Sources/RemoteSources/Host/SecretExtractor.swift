import Foundation

/// Takes secrets out of an answer before a driver reads it.
enum SecretExtractor {
    static let placeholder = "<secret>"

    static func extract(
        _ extractions: [SecretExtraction], from response: inout ForgeResponse
    ) -> [SecretExtraction.Kind: String] {
        guard let parsed = try? JSONSerialization.jsonObject(with: Data(response.body)),
            var object = parsed as? [String: Any]
        else { return [:] }
        var found: [SecretExtraction.Kind: String] = [:]
        for extraction in extractions {
            guard let secret = object[extraction.member] as? String, !secret.isEmpty else { continue }
            found[extraction.kind] = secret
            object[extraction.member] = placeholder
        }
        // What was just parsed can be written.
        response.body = (try? JSONSerialization.data(withJSONObject: object)).map(Array.init) ?? []
        return found
    }
}
