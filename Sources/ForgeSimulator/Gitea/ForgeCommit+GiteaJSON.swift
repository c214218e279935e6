import Foundation

extension ForgeCommit {
    private var giteaPerson: ForgeJSON {
        ["name": .string(authorName), "email": .string(authorEmail), "username": .string(authorName)]
    }

    /// As a branch and the test delivery of a webhook have it.
    func giteaBranchJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        let verification: ForgeJSON = [
            "verified": false, "reason": "gpg.error.not_signed_commit", "signature": "", "signer": .null, "payload": "",
        ]
        return giteaJSON(links, path: path, verification: verification, files: nil)
    }

    /// As a push has it.
    func giteaPushJSON(_ links: ForgeLinks, path: String) -> ForgeJSON {
        giteaJSON(links, path: path, verification: .null, files: added.keys.sorted())
    }

    private func giteaJSON(_ links: ForgeLinks, path: String, verification: ForgeJSON, files: [String]?) -> ForgeJSON {
        let none: ForgeJSON = files == nil ? .null : []
        return [
            "id": .string(sha), "message": .string(message), "url": .string(links.web("\(path)/commit/\(sha)")),
            "author": giteaPerson, "committer": giteaPerson, "verification": verification,
            "timestamp": ForgeLinks.time(date),
            "added": files.map { .strings($0) } ?? .null, "removed": none, "modified": none,
        ]
    }

    func giteaJSON(_ links: ForgeLinks, path: String, author: ForgeJSON) -> ForgeJSON {
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
