/// Where whole objects are kept under keys: a folder, or a bucket.
///
/// Every implementation passes the same suite. An object is there whole or not at all, and is durable once `put` returns.
package protocol ObjectStorage: Sendable {
    /// Writes an object, which replaces one of the same key in one step.
    ///
    /// Never more than some parts of it are in memory. When this throws, the object of that key is the one from before; only
    /// where the storage's answer was lost it may be the new one.
    ///
    /// - Parameters:
    ///   - key: Its key.
    ///   - size: How many bytes there will be, where that is known; other numbers of them are refused then.
    ///   - chunks: Its bytes.
    /// - Throws: `ObjectStorageError`, and what `chunks` throws.
    func put<Chunks: AsyncSequence & Sendable>(
        _ key: ObjectKey, size: Int?, _ chunks: Chunks
    ) async throws where Chunks.Element == [UInt8]

    /// Reads some bytes of an object that was found before.
    ///
    /// - Parameters:
    ///   - entry: What `head` or `list` answered.
    ///   - range: Which bytes, at most `ObjectRange.maxBytes` of them; those behind the end are left out.
    /// - Throws: `ObjectStorageError`: `changed` when the object is not that one any more, `notFound`.
    func get(_ entry: ObjectEntry, range: Range<Int>) async throws(ObjectStorageError) -> [UInt8]

    /// What is known of an object; nil when there is none.
    func head(_ key: ObjectKey) async throws(ObjectStorageError) -> ObjectEntry?

    /// Removes an object; it may be gone already.
    func delete(_ key: ObjectKey) async throws(ObjectStorageError)

    /// Objects in the order of their keys' bytes.
    ///
    /// - Parameters:
    ///   - prefix: What their keys start with, down to the last character; empty for all.
    ///   - after: Only keys after this one.
    ///   - limit: The most to return, 1–1,000.
    func list(prefix: String, after: String?, limit: Int) async throws(ObjectStorageError) -> ObjectPage
}

/// What is known of an object without reading it.
package struct ObjectEntry: Sendable, Hashable {
    package var key: ObjectKey
    package var size: Int
    /// Another one for everything that is written under the key.
    package var version: String

    package init(key: ObjectKey, size: Int, version: String) {
        self.key = key
        self.size = size
        self.version = version
    }
}

/// Some objects of a list.
package struct ObjectPage: Sendable, Hashable {
    package var entries: [ObjectEntry]
    /// After which key the list goes on; nil at its end. There may be no entries before it.
    package var next: String?

    package init(entries: [ObjectEntry], next: String?) {
        self.entries = entries
        self.next = next
    }
}

package enum ObjectRange {
    /// The most bytes that one `get` reads.
    package static let maxBytes = 8 * 1024 * 1024
}
