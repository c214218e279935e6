import RemoteSources

extension ConformanceGroup {
    /// The pages of things at the forge.
    static let links = ConformanceGroup("links", "every kind of page, with escaped names") { subject in
        guard subject.has(.links) else { return .notApplicable("links is not declared") }
        var findings = Findings()
        subject.require(Situation.links, &findings)
        for link in subject.recordings.links {
            let url = subject.driver.link(to: link.target, webURL: link.webURL)
            findings.expect(url == link.url, "link to \(link.target) is \(url ?? "missing"), not \(link.url)")
        }
        let page = "https://git.test/sub/alice/hello"
        for name in ["main", "feature/x", "a b#c?d&e", "100%25", "ü✓", "\"<>", "x;y=z@1"] {
            for target in [LinkTarget.branch(name), .tag(name), .compare(base: name, head: name), .commit(sha: name)] {
                let url = subject.driver.link(to: target, webURL: page) ?? ""
                findings.expect(url.hasPrefix(page + "/"), "link to \(target) is \(url), which is not below the page")
                let rest = url.dropFirst(page.count).replacing("?", with: "", maxReplacements: 1)
                let isEscaped = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}#".utf8.contains($0) }
                findings.expect(isEscaped, "link to \(target) is not escaped: \(url)")
            }
        }
        return findings.outcome
    }
}
