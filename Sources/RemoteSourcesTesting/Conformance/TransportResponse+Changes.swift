import Foundation
import HTTPTransport

extension TransportResponse {
    /// The body, when it is JSON.
    var tree: JSONTree? { JSONTree(parsing: body) }

    static func json(_ status: Int, _ text: String, _ headers: [String: String] = [:]) -> TransportResponse {
        TransportResponse(
            status: status,
            headers: [TransportHeader("Content-Type", "application/json")]
                + headers.map { TransportHeader($0.key, $0.value) }, body: Array(text.utf8))
    }

    /// The same answer with another body.
    func with(body: [UInt8]) -> TransportResponse {
        TransportResponse(status: status, headers: headers.filter { $0.name.lowercased() != "etag" }, body: body)
    }

    /// The same answer with its JSON changed; what is no JSON stays.
    func mapping(_ transform: (JSONTree) -> JSONTree) -> TransportResponse {
        tree.map { with(body: transform($0).bytes) } ?? self
    }

    /// The same answer with every text in its JSON changed; a body that is no JSON is one text.
    func mappingTexts(_ transform: (String) -> String) -> TransportResponse {
        if tree != nil { return mapping { $0.mappingStrings(transform) } }
        return String(validating: body, as: UTF8.self).map { with(body: Array(transform($0).utf8)) } ?? self
    }

    /// The same answer with every header's value changed; those that `transform` has no value for go.
    func mappingHeaders(_ transform: (TransportHeader) -> String?) -> TransportResponse {
        var response = self
        response.headers = headers.compactMap { header in
            transform(header).map { TransportHeader(header.name, $0) }
        }
        return response
    }

    /// The same answer with one header field set.
    func with(_ name: String, _ value: String) -> TransportResponse {
        var response = self
        response.headers.removeAll { $0.name.lowercased() == name.lowercased() }
        response.headers.append(TransportHeader(name, value))
        return response
    }
}

/// A request's address, taken apart.
struct RequestTarget {
    /// Scheme, host and port.
    let origin: String
    /// What follows, as it is sent.
    let rest: String

    init(_ url: String) {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        origin = parts.prefix(3).joined(separator: "/")
        rest = parts.count > 3 ? "/" + parts[3] : ""
    }

    /// What is wrong with the address by itself; nil for nothing.
    var problem: String? {
        let path = rest.prefix { $0 != "?" }
        if path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().contains(where: { segment in
            ["", ".", ".."].contains(segment.removingPercentEncoding ?? "")
        }) {
            return "has an empty part, or one that leads up"
        }
        if rest.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || "\"<>\\^`{|}#".utf8.contains($0) }) {
            return "has characters that are not escaped"
        }
        return nil
    }
}
