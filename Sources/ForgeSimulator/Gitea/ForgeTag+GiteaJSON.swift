import Foundation

extension ForgeTag {
    func giteaJSON(_ links: ForgeLinks, path: String, created: Date) -> ForgeJSON {
        [
            "name": .string(name), "message": .string(message), "id": .string(objectSHA),
            "commit": [
                "url": .string("\(links.repository(path))/git/commits/\(objectSHA)"), "sha": .string(commitSHA),
                "created": ForgeLinks.time(created),
            ],
            "zipball_url": .string(links.web("\(path)/archive/\(name).zip")),
            "tarball_url": .string(links.web("\(path)/archive/\(name).tar.gz")),
        ]
    }
}
