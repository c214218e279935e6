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

    private var person: ForgeJSON {
        ["name": .string(authorName), "email": .string(authorEmail), "username": .string(authorName)]
    }

    /// As a branch and the test delivery of a webhook have it.
    func branchJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        let verification: ForgeJSON = [
            "verified": false, "reason": "gpg.error.not_signed_commit", "signature": "", "signer": .null, "payload": "",
        ]
        return json(links, path: path, verification: verification, files: nil)
    }

    /// As a push has it.
    func pushJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        json(links, path: path, verification: .null, files: added.keys.sorted())
    }

    private func json(_ links: ForgeLinks, path: String, verification: ForgeJSON, files: [String]?) -> ForgeJSON {
        let none: ForgeJSON = files == nil ? .null : []
        return [
            "id": .string(sha), "message": .string(message), "url": .string(links.web("\(path)/commit/\(sha)")),
            "author": person, "committer": person, "verification": verification, "timestamp": ForgeLinks.time(date),
            "added": files.map { .strings($0) } ?? .null, "removed": none, "modified": none,
        ]
    }

    func json(_ links: ForgeLinks, path: String, author: ForgeJSON) -> ForgeJSON {
        let url = ForgeJSON.string("\(links.repository(path))/git/commits/\(sha)")
        let date = ForgeLinks.time(date)
        let signature: ForgeJSON = ["name": .string(authorName), "email": .string(authorEmail), "date": date]
        let parents = parent.map { parent -> ForgeJSON in
            let parentURL = "\(links.repository(path))/git/commits/\(parent)"
            return ["url": .string(parentURL), "sha": .string(parent), "created": "0001-01-01T00:00:00Z"]
        }
        return [
            "url": url, "sha": .string(sha), "created": date, "html_url": .string(links.web("\(path)/commit/\(sha)")),
            "commit": [
                "url": url, "author": signature, "committer": signature, "message": .string(message),
                "tree": [
                    "url": .string("\(links.repository(path))/git/trees/\(sha)"), "sha": .string(sha), "created": date,
                ],
            ],
            "author": author, "committer": author, "parents": .array(parents.map { [$0] } ?? []),
            "files": .array(added.keys.sorted().map { ["filename": .string($0)] }),
        ]
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
