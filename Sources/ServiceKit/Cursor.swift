import Crypto
import Foundation

/// Where a list goes on: opaque to clients, signed so that nobody but this service makes one, and carrying the list's
/// filters so that a page can't be continued as another list.
package struct Cursor: Codable, Sendable, Hashable {
    /// Which list, such as `users`.
    package var list: String
    /// The last key of the page before.
    package var after: String
    package var ascending: Bool
    /// The list's other parameters, as the service writes them.
    package var filter: String

    package init(list: String, after: String, ascending: Bool = true, filter: String = "") {
        self.list = list
        self.after = after
        self.ascending = ascending
        self.filter = filter
    }

    /// The text that clients get: base64url of a 16-byte signature and the JSON.
    package func sealed(with key: SymmetricKeyBytes) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and a flag always encode.
        let body = (try? encoder.encode(self)) ?? Data()
        return Base64URL.encode(Data(Self.signature(of: body, key: key)) + body)
    }

    /// Reads what `sealed` made.
    ///
    /// - Throws: `ServiceError` 400 `invalidCursor` for anything else, and for the cursor of another list.
    package init(_ text: String, list: String, key: SymmetricKeyBytes) throws(ServiceError) {
        guard text.utf8.count <= 2048, let data = Base64URL.decode(text), data.count > 16,
            ConstantTime.equal(data.prefix(16), Self.signature(of: data.dropFirst(16), key: key)),
            let cursor = try? JSONDecoder().decode(Cursor.self, from: data.dropFirst(16)), cursor.list == list
        else {
            throw ServiceError(
                .invalid, code: "invalidCursor", "this cursor is not one that this list gave; start without one")
        }
        self = cursor
    }

    private static func signature(of body: Data, key: SymmetricKeyBytes) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: key.bytes)).prefix(16))
    }
}

/// Key bytes that no description shows.
package struct SymmetricKeyBytes: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var description: String { "<key>" }
    package var debugDescription: String { "<key>" }
}
