import Foundation

/// Takes secrets out of a successful answer, so that the driver reads `<secret>` in their places.
struct SecretExtractor {
    static let standIn = "<secret>"
    private static let maxBytes = 16 * 1024
    private let extracts: [SecretExtraction]

    init(_ extracts: [SecretExtraction]) {
        self.extracts = extracts
    }

    /// The secrets; a member that is missing, null or empty gives none.
    ///
    /// - Throws: `unavailable` when the answer is neither a JSON object nor a form, or a secret can't be one.
    func extract(from response: inout ForgeResponse) throws(DriverError) -> [SecretExtraction.Kind: String] {
        guard !extracts.isEmpty, (200..<300).contains(response.status) else { return [:] }
        let type = response.headers["content-type"] ?? ""
        if type.lowercased().hasPrefix("application/x-www-form-urlencoded") { return try extractFromForm(&response) }
        try ForgeAnswer.refuseMarkup(response)
        guard var object = (try? JSONSerialization.jsonObject(with: Data(response.body))) as? [String: Any] else {
            throw .unavailable("the forge's answer is no JSON object")
        }
        var secrets: [SecretExtraction.Kind: String] = [:]
        for extract in extracts {
            guard let value = object[extract.member], !(value is NSNull) else { continue }
            guard let text = value as? String else {
                throw .unavailable("the forge's answer has a \(extract.member) that is no text")
            }
            guard !text.isEmpty else { continue }
            secrets[extract.kind] = try checked(text, extract)
            object[extract.member] = Self.standIn
        }
        guard let body = try? JSONSerialization.data(withJSONObject: object, options: [.withoutEscapingSlashes]) else {
            throw .unavailable("the forge's answer is no JSON object")
        }
        response.body = Array(body)
        return secrets
    }

    private func extractFromForm(_ response: inout ForgeResponse) throws(DriverError) -> [SecretExtraction.Kind: String]
    {
        var items = FormDecoding.items(String(decoding: response.body, as: UTF8.self))
        var secrets: [SecretExtraction.Kind: String] = [:]
        for index in items.indices where !items[index].value.isEmpty {
            guard let extract = extracts.first(where: { $0.member == items[index].name }) else { continue }
            secrets[extract.kind] = try checked(items[index].value, extract)
            items[index].value = Self.standIn
        }
        response.body = Array(PercentEncoding.query(items.map { ($0.name, $0.value) }).utf8)
        return secrets
    }

    /// A token is printable ASCII without spaces (RFC 6749 appendix A.12), so that it fits into a header.
    private func checked(_ secret: String, _ extract: SecretExtraction) throws(DriverError) -> String {
        guard secret.utf8.count <= Self.maxBytes, secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .unavailable("the forge's answer has a \(extract.member) that is no token")
        }
        return secret
    }
}
