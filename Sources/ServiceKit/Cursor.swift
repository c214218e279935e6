import Crypto
import Foundation

/// Where a list goes on, carrying the list's filters so that a page can't be continued as another list.
///
/// It is sealed: nobody but this service makes one, and nobody reads one, since the last key that was looked at may be of
/// something that the reader may not know of.
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

    /// The text that clients get: base64url of the JSON, sealed with AES-256-GCM.
    package func sealed(with key: SymmetricKeyBytes) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and a flag always encode, and a key of 32 bytes always seals, with a nonce of 12.
        let body = (try? encoder.encode(self)) ?? Data()
        return Base64URL.encode((try? AES.GCM.seal(body, using: SymmetricKey(data: key.bytes)).combined) ?? Data())
    }

    /// Reads what `sealed` made.
    ///
    /// - Throws: `ServiceError` 400 `invalidCursor` for anything else, and for the cursor of another list.
    package init(_ text: String, list: String, key: SymmetricKeyBytes) throws(ServiceError) {
        guard text.utf8.count <= 2048, let data = Base64URL.decode(text),
            let box = try? AES.GCM.SealedBox(combined: data),
            let body = try? AES.GCM.open(box, using: SymmetricKey(data: key.bytes)),
            let cursor = try? JSONDecoder().decode(Cursor.self, from: body), cursor.list == list
        else {
            throw ServiceError(
                .invalid, code: "invalidCursor", "this cursor is not one that this list gave; start without one")
        }
        self = cursor
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
