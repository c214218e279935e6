/// Objects that are in memory, and objects chunk by chunk.
extension ObjectStorage {
    /// Writes an object of bytes that are all there.
    package func put(_ key: ObjectKey, _ bytes: [UInt8]) async throws {
        try await put(key, size: bytes.count, OneChunk(bytes: bytes))
    }

    /// The whole object; nil when there is none.
    ///
    /// - Throws: `ObjectStorageError`: `wrongSize` when it is larger than `limit`.
    package func bytes(of key: ObjectKey, limit: Int) async throws(ObjectStorageError) -> [UInt8]? {
        guard let entry = try await head(key) else { return nil }
        guard entry.size <= limit else {
            throw ObjectStorageError(.wrongSize, "\(key) has \(entry.size) bytes, and \(limit) at most are read")
        }
        var bytes: [UInt8] = []
        while bytes.count < entry.size {
            let end = min(entry.size, bytes.count + ObjectRange.maxBytes)
            bytes += try await whole(entry, bytes.count..<end)
        }
        return bytes
    }

    /// The bytes of an object, some at a time.
    package func chunks(of entry: ObjectEntry, size: Int = 1024 * 1024) -> ObjectChunks {
        ObjectChunks(storage: self, entry: entry, size: min(size, ObjectRange.maxBytes))
    }

    /// All entries whose keys start with `prefix`, page after page.
    package func entries(
        prefix: String, after: String? = nil, _ body: (ObjectEntry) async throws -> Void
    ) async throws {
        var after = after
        repeat {
            let page = try await list(prefix: prefix, after: after, limit: 1_000)
            for entry in page.entries { try await body(entry) }
            after = page.next
        } while after != nil
    }

    fileprivate func whole(_ entry: ObjectEntry, _ range: Range<Int>) async throws(ObjectStorageError) -> [UInt8] {
        let bytes = try await get(entry, range: range)
        guard bytes.count == range.count else {
            throw ObjectStorageError(.refused, "\(entry.key) answered \(bytes.count) bytes instead of \(range.count)")
        }
        return bytes
    }
}

/// An object as a sequence of chunks, each read when it is asked for.
package struct ObjectChunks: AsyncSequence, Sendable {
    fileprivate let storage: any ObjectStorage
    fileprivate let entry: ObjectEntry
    fileprivate let size: Int

    package func makeAsyncIterator() -> Iterator { Iterator(chunks: self) }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let chunks: ObjectChunks
        private var position = 0

        fileprivate init(chunks: ObjectChunks) {
            self.chunks = chunks
        }

        package mutating func next() async throws -> [UInt8]? {
            guard position < chunks.entry.size else { return nil }
            let end = Swift.min(chunks.entry.size, position + chunks.size)
            let bytes = try await chunks.storage.whole(chunks.entry, position..<end)
            position = end
            return bytes
        }
    }
}

/// A sequence of one chunk.
private struct OneChunk: AsyncSequence, Sendable {
    let bytes: [UInt8]

    func makeAsyncIterator() -> Iterator { Iterator(bytes: bytes) }

    struct Iterator: AsyncIteratorProtocol {
        var bytes: [UInt8]?

        mutating func next() async throws -> [UInt8]? {
            defer { bytes = nil }
            return bytes
        }
    }
}
