import Crypto
import Foundation
import HTTPTransport

/// Signs requests as AWS Signature Version 4 has it, with the digest of the body in the signature.
///
/// A value in front of the transport and not libcurl's own signer: that one gets queries and keys wrong that need other
/// escaping, and what is signed here can be compared with AWS's published examples.
struct S3Signer: Sendable {
    let credentials: S3Credentials
    let region: String
    /// The URL without the path of an object: `https://HOST[:PORT]`, with the bucket in it or in `path`.
    let origin: String
    /// What the origin's host is called in a request.
    let host: String
    /// What every path starts with: empty, or `/BUCKET`.
    let basePath: String

    init(_ configuration: S3Configuration) {
        credentials = configuration.credentials
        region = configuration.region
        let parts = configuration.endpoint.split(separator: "://", maxSplits: 1)
        let scheme = parts.first ?? "https"
        let authority = parts.last.map { $0.hasSuffix("/") ? $0.dropLast() : $0 } ?? ""
        let place = configuration.isPathStyle ? String(authority) : configuration.bucket + "." + authority
        origin = "\(scheme)://\(place)"
        let usual = scheme == "https" ? ":443" : ":80"
        host = place.hasSuffix(usual) ? String(place.dropLast(usual.count)) : place
        basePath = configuration.isPathStyle ? "/" + S3Escaping.escaped(configuration.bucket) : ""
    }

    /// The request as it is sent.
    ///
    /// - Parameters:
    ///   - request: What to ask.
    ///   - date: When it is asked; S3 takes a quarter of an hour's difference.
    /// - Returns: Its URL and header fields.
    func sign(_ request: S3Request, at date: Date) -> (url: String, headers: [TransportHeader]) {
        let time = Self.text(of: date)
        let digest = Self.hexadecimal(SHA256.hash(data: request.body))
        var fields =
            request.headers + [
                ("host", host), ("x-amz-content-sha256", digest), ("x-amz-date", time),
            ]
        if let token = credentials.sessionToken { fields.append(("x-amz-security-token", token)) }
        fields.sort { $0.name < $1.name }
        let path = basePath + "/" + S3Escaping.escaped(request.key ?? "", keepsSlashes: true)
        let query = request.query
            .map { (S3Escaping.escaped($0.name), S3Escaping.escaped($0.value)) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let names = fields.map(\.name).joined(separator: ";")
        let canonical =
            [request.method, path, query] + fields.map { "\($0.name):\($0.value)" } + ["", names, digest]
        let scope = "\(time.prefix(8))/\(region)/s3/aws4_request"
        let signature = signature(of: canonical.joined(separator: "\n"), scope: scope, time: time)
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope),SignedHeaders=\(names),"
            + "Signature=\(signature)"
        return (
            origin + path + (query.isEmpty ? "" : "?" + query),
            fields.filter { $0.name != "host" }.map {
                TransportHeader($0.name, $0.value, isSensitive: $0.name == "x-amz-security-token")
            } + [TransportHeader("authorization", authorization, isSensitive: true)]
        )
    }

    private func signature(of canonical: String, scope: String, time: String) -> String {
        let digest = Self.hexadecimal(SHA256.hash(data: Array(canonical.utf8)))
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        for part in scope.split(separator: "/") { key = SymmetricKey(data: Self.code(String(part), key)) }
        return Self.hexadecimal(Self.code("AWS4-HMAC-SHA256\n\(time)\n\(scope)\n\(digest)", key))
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// `20130524T000000Z`
    private static func text(of date: Date) -> String {
        date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
    }
}
