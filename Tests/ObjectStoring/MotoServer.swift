package import CurlTransport
import Foundation
import HTTPTransport
package import ObjectStorage
import ServiceTesting
import Synchronization

/// A bucket of a real server of S3's API (moto), which checks signatures. The tests of a process share the server, which takes
/// its time to start, and each has a bucket of its own.
package struct MotoServer: Sendable {
    package let bucket: String
    package let url: String
    package let credentials: S3Credentials
    /// The secret, for settings and for searching logs.
    package let secretAccessKey: String

    /// It ends with this process, whose end it sees.
    private static let running = Task {
        let process = try ChildProcess(URL(filePath: Self.root + "Scripts/moto"), arguments: [], endsWithTest: true)
        return (process, try await process.output(after: "moto listening on "))
    }
    private static let bucketCount = Atomic(0)

    package init() async throws {
        let words = try await Self.running.value.1.split(separator: " ").map(String.init)
        bucket = "bucket-\(Self.bucketCount.wrappingAdd(1, ordering: .relaxed).oldValue)"
        url = "http://127.0.0.1:\(words[0])"
        credentials = S3Credentials(accessKeyID: words[1], secretAccessKey: words[2])
        secretAccessKey = words[2]
    }

    /// The port that it listens on.
    package var port: Int { Int(url.split(separator: ":").last ?? "") ?? 0 }

    /// Its bucket.
    ///
    /// - Parameters:
    ///   - endpoint: Another way to it.
    ///   - partBytes: How large a part is.
    package func configuration(
        endpoint: String? = nil, partBytes: Int = S3Configuration.minPartBytes
    ) -> S3Configuration {
        S3Configuration(
            endpoint: endpoint ?? url, region: "us-east-1", bucket: bucket, isPathStyle: true,
            credentials: credentials, partBytes: partBytes)
    }

    package func storage(
        endpoint: String? = nil, pause: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) throws -> S3ObjectStorage {
        S3ObjectStorage(
            configuration: configuration(endpoint: endpoint), transport: try Self.transport(), pause: pause)
    }

    /// A transport that reaches this machine.
    package static func transport() throws -> CurlTransport {
        CurlTransport(configuration: .init(outboundAllow: [try AddressRange("127.0.0.0/8")]))
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()
}
