import Foundation
import ObjectStorage
import ObjectStoring
import Testing

/// The implementations, which all pass the same suite.
enum StorageKind: CaseIterable, Sendable, CustomTestStringConvertible {
    case posix, s3

    var testDescription: String { self == .posix ? "in a folder" : "in a bucket" }

    /// Runs a test on an empty storage.
    func with(_ body: (any ObjectStorage) async throws -> Void) async throws {
        switch self {
        case .posix:
            try await Self.withFolder { try await body(try PosixObjectStorage(root: $0)) }
        case .s3:
            let server = try await MotoServer()
            try await body(try server.storage())
        }
    }

    static func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "sallyport-objects-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}

/// A sequence of chunks that ends with an error, or without.
struct Chunks: AsyncSequence, Sendable {
    struct Broken: Error {}

    var chunks: [[UInt8]]
    var breaks = false

    func makeAsyncIterator() -> Iterator { Iterator(rest: chunks[...], breaks: breaks) }

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<[UInt8]>
        var breaks: Bool

        mutating func next() async throws -> [UInt8]? {
            if rest.isEmpty, breaks { throw Broken() }
            return rest.popFirst()
        }
    }
}

/// Bytes that are another at every place.
func someBytes(_ count: Int, seed: UInt8 = 7) -> [UInt8] {
    var state = UInt32(seed) | 1
    return (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 16)
    }
}
