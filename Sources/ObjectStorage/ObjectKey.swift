/// The key of an object: segments with `/` between them, such as `archive/2026-01-31/1.ndjson`.
///
/// A key means the same in every storage: no segment is empty, `.` or `..`, has a control character or a backslash, or
/// more than 240 bytes, and none ends with what a folder marks objects with. So no key leads out of a folder.
package struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let maxBytes = 1_024
    package static let maxSegmentBytes = 240
    /// How the name of an object's file ends, so that a key can be the folder of another one.
    static let fileSuffix = ".object"

    package let text: String

    /// - Throws: `ObjectStorageError` with the code `invalidKey`.
    package init(_ text: String) throws(ObjectStorageError) {
        guard Self.isKey(text) else {
            throw ObjectStorageError(
                .invalidKey,
                "\"\(text.prefix(80))\" is no key of an object: write segments with / between them, each of 1 to "
                    + "\(Self.maxSegmentBytes) bytes, without control characters and backslashes")
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// What is the same text to people may be other bytes: keys are their bytes.
    package static func == (left: ObjectKey, right: ObjectKey) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    var segments: [Substring] { text.split(separator: "/", omittingEmptySubsequences: false) }

    private static func isKey(_ text: String) -> Bool {
        guard (1...maxBytes).contains(text.utf8.count) else { return false }
        return text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { segment in
            let bytes = Array(segment)
            return (1...maxSegmentBytes).contains(bytes.count) && bytes != [0x2e] && bytes != [0x2e, 0x2e]
                && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != 0x5c }
                && !bytes.suffix(fileSuffix.utf8.count).elementsEqual(fileSuffix.utf8)
        }
    }
}
