import Crypto
import Foundation

/// A commit, and the files that it brought.
struct ForgeCommit: Sendable {
    let sha: String
    let message: String
    let parent: String?
    let authorID: Int64
    let authorName: String
    let authorEmail: String
    let date: Date
    let added: [String: [UInt8]]

    init(message: String, parent: String?, author: ForgeUser, date: Date, added: [String: [UInt8]], salt: String) {
        self.message = message.hasSuffix("\n") ? message : message + "\n"
        self.parent = parent
        authorID = author.id
        authorName = author.name
        authorEmail = author.email
        self.date = date
        self.added = added
        sha = ForgeObjectID.of("commit", Array("\(salt)\n\(parent ?? "")\n\(date)\n\(message)".utf8))
    }
}

/// Git's object ids: SHA-1 of the type, the size and the content.
enum ForgeObjectID {
    static let zero = String(repeating: "0", count: 40)

    static func of(_ type: String, _ content: [UInt8]) -> String {
        let hash = Insecure.SHA1.hash(data: Data("\(type) \(content.count)\0".utf8) + Data(content))
        return ForgeHex.text(hash)
    }

    static func isOne(_ text: String) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}

enum ForgeHex {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes { text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        return text
    }
}
