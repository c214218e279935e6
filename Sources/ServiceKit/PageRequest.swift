package import HTTPTypes
package import Hummingbird
import Validation

/// Which page of a list a request asks for: `limit` (1–100, default 30), `cursor`, `sortdirection` (`asc`, `desc`).
package struct PageRequest: Sendable, Hashable {
    package var limit: Int
    /// The key after which the page starts; nil for the first page.
    package var after: String?
    package var ascending: Bool

    package static let defaultLimit = 30
    package static let maxLimit = 100

    package init(limit: Int = Self.defaultLimit, after: String? = nil, ascending: Bool = true) {
        self.limit = limit
        self.after = after
        self.ascending = ascending
    }

    /// Reads the query.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - list: The list's name, which its cursors carry.
    ///   - filter: The list's other parameters; a cursor of another filter is refused.
    ///   - ascending: The direction when the query names none.
    ///   - key: The key that signs cursors.
    /// - Throws: `ServiceError` 400 naming the parameter.
    package init(
        _ request: Request, list: String, filter: String = "", ascending usual: Bool = true, key: SymmetricKeyBytes
    ) throws(ServiceError) {
        let query = request.uri.queryParameters
        self.init()
        if let text = query["limit"] {
            guard let limit = Int(text), (1...Self.maxLimit).contains(limit) else {
                throw Self.refusal("limit", "invalidLimit", "a whole number from 1 to \(Self.maxLimit) is needed")
            }
            self.limit = limit
        }
        switch query["sortdirection"] {
        case nil: ascending = usual
        case "asc": ascending = true
        case "desc": ascending = false
        default: throw Self.refusal("sortdirection", "invalidSortDirection", "asc or desc is needed")
        }
        if let text = query["cursor"], !text.isEmpty {
            let cursor = try Cursor(String(text), list: list, key: key)
            guard cursor.filter == filter, query["sortdirection"] == nil || cursor.ascending == ascending else {
                throw Self.refusal("cursor", "invalidCursor", "this cursor belongs to a list with other parameters")
            }
            after = cursor.after
            ascending = cursor.ascending
        }
    }

    private static func refusal(_ field: String, _ code: String, _ message: String) -> ServiceError {
        ServiceError(
            code: code, violations: Violations([Violation(FieldPath(field), Violation.Code(code), message)]))
    }
}

extension HTTPFields {
    /// The headers of a page: `Sallyport-Cursor` and `Link` with `rel="next"` while there is more.
    ///
    /// - Parameters:
    ///   - request: The request, whose other parameters the link keeps.
    ///   - cursor: The next page's cursor; nil at the end.
    ///   - baseURL: What the link starts with, without a trailing slash; empty for a relative one.
    package static func page(of request: Request, cursor: String?, baseURL: String = "") -> HTTPFields {
        guard let cursor else { return [:] }
        var items = request.uri.queryParameters
            .filter { $0.key != "cursor" && $0.key != "sortdirection" }
            .map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }
        items.append("cursor=\(cursor)")
        return [
            .sallyportCursor: cursor,
            .link: "<\(baseURL)\(request.uri.path)?\(items.joined(separator: "&"))>; rel=\"next\"",
        ]
    }

    private static func percentEncoded(_ text: Substring) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let isUnreserved =
                (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
                || ((byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z"))
                || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~")].contains(byte)
            if isUnreserved {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += byte < 16 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
