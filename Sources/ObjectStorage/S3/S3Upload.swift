import Crypto
import Foundation
import HTTPTransport

/// An object on its way to S3: in one request when it is small, else in parts, of which one is in memory.
struct S3Upload {
    private let connection: S3Connection
    private let key: ObjectKey
    private let size: Int?
    private var waiting: [UInt8] = []
    private var count = 0
    private var identifier: String?
    private var tags: [String] = []

    /// How many parts S3 takes.
    private static let maxParts = 10_000
    /// After how many parts they become twice as large, so that what has no known size can be large too.
    private static let partsOfOneSize = 2_500

    init(connection: S3Connection, key: ObjectKey, size: Int?) {
        self.connection = connection
        self.key = key
        self.size = size
    }

    /// How large the next part is.
    private var partBytes: Int {
        connection.configuration.partBytes << min(3, tags.count / Self.partsOfOneSize)
    }

    mutating func add(_ chunk: [UInt8]) async throws(ObjectStorageError) {
        count += chunk.count
        if let size, count > size { throw wrongSize(size) }
        waiting += chunk
        while waiting.count > partBytes {
            try await send(part: Array(waiting[..<partBytes]))
            waiting.removeFirst(partBytes)
        }
    }

    mutating func finish() async throws(ObjectStorageError) {
        if let size, count != size { throw wrongSize(size) }
        guard identifier != nil else {
            var request = S3Request("PUT", key.text)
            request.add(body: waiting)
            _ = try await connection.send(request, expected: [200])
            return
        }
        try await send(part: waiting)
        try await complete()
    }

    /// Gives up the parts that were sent; also when the task is cancelled.
    func abort() async {
        guard let identifier else { return }
        var request = S3Request("DELETE", key.text)
        request.query = [("uploadId", identifier)]
        // A cancelled task sends nothing: this has to be sent all the same. What stays is for the bucket's own rules.
        _ = try? await Task { [connection, request] in
            try await connection.send(request, expected: [204, 404])
        }.value
    }

    private mutating func send(part bytes: [UInt8]) async throws(ObjectStorageError) {
        let identifier = try await begun()
        guard tags.count < Self.maxParts else {
            throw ObjectStorageError(.refused, "\(key) has more than \(Self.maxParts) parts: S3 takes no more")
        }
        var request = S3Request("PUT", key.text)
        request.query = [("partNumber", String(tags.count + 1)), ("uploadId", identifier)]
        request.add(body: bytes)
        let response = try await connection.send(request, expected: [200]).response
        guard let tag = response.headers.first(named: "etag") else {
            throw ObjectStorageError(.refused, "\(key): S3 answered a part without an ETag")
        }
        tags.append(tag)
    }

    private mutating func begun() async throws(ObjectStorageError) -> String {
        if let identifier { return identifier }
        var request = S3Request("POST", key.text)
        request.query = [("uploads", "")]
        request.headers = [("content-type", "application/octet-stream")]
        let response = try await connection.send(request, expected: [200]).response
        guard let begun = S3Elements(response.body).text("UploadId") else {
            throw ObjectStorageError(.refused, "\(key): S3 answered an upload without an id")
        }
        identifier = begun
        return begun
    }

    private mutating func complete() async throws(ObjectStorageError) {
        let parts = zip(1..., tags).map { number, tag in
            "<Part><PartNumber>\(number)</PartNumber><ETag>\(tag.replacing("\"", with: "&quot;"))</ETag></Part>"
        }
        var request = S3Request("POST", key.text)
        request.query = [("uploadId", identifier ?? "")]
        request.add(
            body: Array("<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>".utf8),
            type: "application/xml")
        let answer = try await connection.send(request, expected: [200, 404])
        guard answer.response.status == 404 else { return identifier = nil }
        // An upload that isn't there any more was completed by the attempt whose answer was lost.
        let entry = try await S3ObjectStorage(connection: connection).head(key)
        guard answer.wasRepeated, entry?.size == count else {
            throw ObjectStorageError(.unavailable, "\(key): S3 does not know the upload any more")
        }
        identifier = nil
    }

    private func wrongSize(_ size: Int) -> ObjectStorageError {
        ObjectStorageError(.wrongSize, "\(key) was to have \(size) bytes, and \(count) came")
    }
}

extension S3ObjectStorage {
    init(connection: S3Connection) {
        self.connection = connection
    }
}

extension S3Request {
    /// The body, and the sum by which S3 sees whether it came as it was sent.
    mutating func add(body: [UInt8], type: String = "application/octet-stream") {
        self.body = body
        headers += [
            ("content-md5", Data(Insecure.MD5.hash(data: body)).base64EncodedString()), ("content-type", type),
        ]
    }
}
