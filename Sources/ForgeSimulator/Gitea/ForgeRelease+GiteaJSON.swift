extension ForgeRelease {
    func giteaJSON(_ links: ForgeLinks, path: String, author: ForgeJSON) -> ForgeJSON {
        [
            "id": .int(id), "tag_name": .string(tagName), "target_commitish": .string(target), "name": .string(title),
            "body": .string(text), "url": .string("\(links.repository(path))/releases/\(id)"),
            "html_url": .string(links.web("\(path)/releases/tag/\(tagName)")),
            "tarball_url": .string(links.web("\(path)/archive/\(tagName).tar.gz")),
            "zipball_url": .string(links.web("\(path)/archive/\(tagName).zip")), "draft": false, "prerelease": false,
            "created_at": ForgeLinks.time(created), "published_at": ForgeLinks.time(created), "author": author,
            "assets": [],
        ]
    }
}
