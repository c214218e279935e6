import Foundation
import HTTPTypes
package import Hummingbird
package import JSONAccess
import NIOCore
import Validation

extension Request {
    /// Reads the body as JSON.
    ///
    /// - Parameters:
    ///   - type: What to read.
    ///   - context: The request's context; its `maxUploadSize` bounds the body.
    ///   - reader: How to read it.
    /// - Throws: `ServiceError`: 415 when it says that it is something else, 413 when it is too large, 400 with the field
    ///   when it is broken, too deep or of a wrong type.
    package func decodeJSON<Value: Decodable>(
        _ type: Value.Type, context: some ServiceContext, reader: JSONReader = JSONBody.reader
    ) async throws -> Value {
        try requireJSON()
        return try JSONBody.decode(type, from: try await collectBytes(context: context), reader: reader)
    }

    /// A body that does not say what it is counts as JSON.
    private func requireJSON() throws(ServiceError) {
        guard let type = headers.value(of: .contentType), type != "application/json" else { return }
        let essence = type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        guard essence == "application/json" else {
            throw ServiceError(
                .unsupportedMediaType, code: "unsupportedMediaType", "the body has to be application/json")
        }
    }

    /// Reads the whole body, within `maxUploadSize`; one that does not come whole is a 400.
    package func collectBytes(context: some ServiceContext) async throws -> ByteBuffer {
        let limit = context.maxUploadSize
        if let length = headers.value(of: .contentLength).flatMap(Int.init), length > limit {
            throw Self.bodyTooLarge
        }
        do {
            return try await body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Self.bodyTooLarge
        } catch let error as CancellationError {
            throw error
        } catch {
            // Nothing of ours is read here: the client broke off, or its chunks are not chunks.
            throw ServiceError(.invalid, code: "invalidBody", "the body did not come whole")
        }
    }

    private static var bodyTooLarge: ServiceError {
        ServiceError(.tooLarge, code: "bodyTooLarge", "the body is larger than 1 MiB")
    }
}

/// Reads JSON that somebody sent: bounded in depth, and with the field in every refusal.
package enum JSONBody {
    /// For bodies without times; nobody changes it.
    package static let reader = JSONReader(JSONDecoder())
    /// How deeply objects and lists may be nested.
    package static let maxDepth = 32

    package static func decode<Value: Decodable>(
        _ type: Value.Type, from buffer: ByteBuffer, reader: JSONReader = reader
    ) throws(ServiceError) -> Value {
        if buffer.readableBytes == 0 {
            throw ServiceError(.invalid, code: "invalidJSON", "the body is empty; a JSON object is needed")
        }
        if depth(of: buffer.readableBytesView) > maxDepth {
            throw ServiceError(.invalid, code: "invalidJSON", "the JSON is nested more than \(maxDepth) deep")
        }
        do {
            return try reader.decode(type, from: Array(buffer.readableBytesView))
        } catch let error as DecodingError {
            throw refusal(of: error)
        } catch {
            throw ServiceError(.invalid, code: "invalidJSON", "the body is not JSON")
        }
    }

    /// The deepest nesting, counted without reading anything else: brackets outside of texts.
    static func depth(of bytes: some Sequence<UInt8>) -> Int {
        var depth = 0
        var deepest = 0
        var inText = false
        var escaped = false
        for byte in bytes {
            if inText {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }

    private static func refusal(of error: DecodingError) -> ServiceError {
        let (path, message): ([any CodingKey], String) =
            switch error {
            case .typeMismatch(let type, let context): (context.codingPath, "\(article(for: type)) is needed here")
            case .valueNotFound(let type, let context): (context.codingPath, "\(article(for: type)) is needed here")
            case .keyNotFound(let key, let context): (context.codingPath + [key], "this field is needed")
            case .dataCorrupted(let context):
                (context.codingPath, context.codingPath.isEmpty ? "the body is not JSON" : "this value can't be read")
            @unknown default: ([], "the body can't be read")
            }
        guard !path.isEmpty else { return ServiceError(.invalid, code: "invalidJSON", message) }
        let field = FieldPath(elements: path.map { key in key.intValue.map { .index($0) } ?? .key(key.stringValue) })
        return ServiceError(code: "invalidField", violations: Violations([Violation(field, .invalidType, message)]))
    }

    private static func article(for type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type: "a whole number"
        case is Date.Type: "a time such as 2026-01-31T12:00:00Z"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}
