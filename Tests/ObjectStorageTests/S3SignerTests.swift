import Foundation
import HTTPTransport
import Testing

@testable import ObjectStorage

/// The examples that AWS publishes in "Signature Calculations for the Authorization Header".
@Suite("The signer")
struct S3SignerTests {
    private static let date = Date(timeIntervalSince1970: 1_369_353_600)
    private static let signer = S3Signer(
        S3Configuration(
            endpoint: "https://s3.amazonaws.com", region: "us-east-1", bucket: "examplebucket", isPathStyle: false,
            credentials: S3Credentials(
                accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")))

    private static func signature(_ request: S3Request) -> String? {
        signer.sign(request, at: date).headers.first(named: "authorization")?
            .split(separator: "Signature=").last.map(String.init)
    }

    @Test("signs AWS's examples as AWS does")
    func examples() {
        var range = S3Request("GET", "test.txt")
        range.headers = [("range", "bytes=0-9")]
        #expect(Self.signature(range) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
        var put = S3Request("PUT", "test$file.text")
        put.headers = [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")]
        put.body = Array("Welcome to Amazon S3.".utf8)
        #expect(Self.signature(put) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
        var lifecycle = S3Request("GET")
        lifecycle.query = [("lifecycle", "")]
        #expect(Self.signature(lifecycle) == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
        var list = S3Request("GET")
        list.query = [("prefix", "J"), ("max-keys", "2")]
        #expect(Self.signature(list) == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }

    @Test("puts the bucket into the host or into the path, and the usual port into neither")
    func styles() {
        var configuration = S3Configuration(
            endpoint: "http://minio.example.com:9000", region: "r", bucket: "b", isPathStyle: true,
            credentials: S3Credentials(accessKeyID: "id", secretAccessKey: "secret", sessionToken: "session"))
        let path = S3Signer(configuration)
        #expect(path.sign(S3Request("GET", "a b/c"), at: Self.date).url == "http://minio.example.com:9000/b/a%20b/c")
        #expect(path.host == "minio.example.com:9000")
        configuration.isPathStyle = false
        configuration.endpoint = "https://s3.example.com:443/"
        let host = S3Signer(configuration)
        #expect(host.sign(S3Request("GET", "ä+"), at: Self.date).url == "https://b.s3.example.com:443/%C3%A4%2B")
        #expect(host.host == "b.s3.example.com")
        let headers = host.sign(S3Request("GET"), at: Self.date).headers
        #expect(headers.first(named: "x-amz-security-token") == "session")
        #expect(headers.filter(\.isSensitive).map(\.name) == ["x-amz-security-token", "authorization"])
        #expect(!"\(configuration)".contains("secret") && !"\(configuration)".contains("session"))
    }
}
