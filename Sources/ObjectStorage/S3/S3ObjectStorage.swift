import Crypto
package import Foundation
package import HTTPTransport

/// Objects in a bucket of S3, or of what speaks its API.
package struct S3ObjectStorage: ObjectStorage {
    let connection: S3Connection

    /// - Parameters:
    ///   - configuration: Where the bucket is.
    ///   - transport: What sends the requests.
    ///   - now: The clock that requests are signed with.
    ///   - pause: Waits between two attempts.
    package init(
        configuration: S3Configuration, transport: any HTTPTransport, now: @escaping @Sendable () -> Date = { Date() },
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        connection = S3Connection(transport: transport, configuration: configuration, now: now, pause: pause)
    }

    package func put<Chunks: AsyncSequence & Sendable>(
        _ key: ObjectKey, size: Int?, _ chunks: Chunks
    ) async throws where Chunks.Element == [UInt8] {
        var upload = S3Upload(connection: connection, key: key, size: size)
        do {
            for try await chunk in chunks { try await upload.add(chunk) }
            try await upload.finish()
        } catch {
            await upload.abort()
            throw error
        }
    }

    package func get(_ entry: ObjectEntry, range: Range<Int>) async throws(ObjectStorageError) -> [UInt8] {
        guard range.count <= ObjectRange.maxBytes else {
            throw ObjectStorageError(.refused, "at most \(ObjectRange.maxBytes) bytes are read at once")
        }
        let end = min(range.upperBound, entry.size)
        guard range.lowerBound < end else { return [] }
        var request = S3Request("GET", entry.key.text)
        request.headers = [("if-match", entry.version), ("range", "bytes=\(range.lowerBound)-\(end - 1)")]
        let response = try await connection.send(request, expected: [206]).response
        guard response.body.count == end - range.lowerBound else {
            throw ObjectStorageError(.refused, "\(entry.key): S3 answered another range than was asked for")
        }
        return response.body
    }

    package func head(_ key: ObjectKey) async throws(ObjectStorageError) -> ObjectEntry? {
        var request = S3Request("HEAD", key.text)
        // The limit counts for the size that is announced, although no body comes.
        request.maxResponseBytes = 1 << 50
        let response = try await connection.send(request, expected: [200, 404]).response
        if response.status == 404 { return nil }
        guard let size = response.headers.first(named: "content-length").flatMap(Int.init),
            let version = response.headers.first(named: "etag")
        else { throw ObjectStorageError(.refused, "\(key): S3 answered without a size or an ETag") }
        return ObjectEntry(key: key, size: size, version: version)
    }

    package func delete(_ key: ObjectKey) async throws(ObjectStorageError) {
        let request = S3Request("DELETE", key.text)
        let response = try await connection.send(request, expected: [200, 204, 404]).response
        if response.status == 404, S3Elements(response.body).text("Code") == "NoSuchBucket" {
            throw ObjectStorageError(.notFound, "there is no bucket \(connection.configuration.bucket)")
        }
    }

    package func list(
        prefix: String, after: String?, limit: Int
    ) async throws(ObjectStorageError) -> ObjectPage {
        var request = S3Request("GET")
        request.query = [("list-type", "2"), ("max-keys", String(max(1, min(limit, 1_000))))]
        if !prefix.isEmpty { request.query.append(("prefix", prefix)) }
        if let after { request.query.append(("start-after", after)) }
        let response = try await connection.send(request, expected: [200]).response
        let answer = S3Elements(response.body)
        guard let isTruncated = answer.text("IsTruncated") else {
            throw ObjectStorageError(.refused, "S3 answered something that is no list of objects")
        }
        var last: String?
        var entries: [ObjectEntry] = []
        for item in answer.all("Contents") {
            guard let text = item.text("Key"), let size = item.text("Size").flatMap(Int.init),
                let version = item.text("ETag")
            else { throw ObjectStorageError(.refused, "S3 answered an object without key, size or ETag") }
            last = text
            // What somebody else keeps in the bucket, under keys that are none here, is nobody's business.
            guard let key = try? ObjectKey(text) else { continue }
            entries.append(ObjectEntry(key: key, size: size, version: version))
        }
        guard isTruncated == "true" else { return ObjectPage(entries: entries, next: nil) }
        guard let last else { throw ObjectStorageError(.refused, "S3 answered that a list goes on that is empty") }
        return ObjectPage(entries: entries, next: last)
    }
}
