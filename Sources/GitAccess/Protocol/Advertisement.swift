/// What a server says first: what it can do, and in the first two versions of the protocol also its refs
/// (gitprotocol-pack(5), gitprotocol-v2(5)).
struct Advertisement {
    enum Version: Hashable {
        /// Versions 0 and 1, which differ in one line.
        case old
        case two
    }

    private(set) var version = Version.old
    /// Names with what follows `=`; empty for those without.
    private(set) var capabilities: [String: String] = [:]
    private(set) var listing = RefListing(head: nil, refs: [])

    /// - Throws: `GitError.badAnswer`, or what the server refuses with.
    init(_ bytes: [UInt8]) throws(GitError) {
        var packets = PacketReader(bytes)
        var refs = RefCollector()
        while let packet = try packets.next() {
            guard case .data(let payload) = packet else { continue }
            let line = payload.line
            if line.hasPrefix("# service=") || line == "version 1" { continue }
            if line == "version 2" {
                version = .two
            } else if version == .two {
                addCapability(line[...])
            } else {
                let parts = payload.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2 {
                    for word in parts[1].line.split(separator: " ") { addCapability(word) }
                }
                try refs.add(parts[0].line)
            }
        }
        listing = refs.listing(head: capabilities["symref"])
    }

    /// Whether a capability's value has a word.
    func has(_ word: String, of capability: String) -> Bool {
        capabilities[capability]?.split(separator: " ").contains { $0 == word } ?? false
    }

    private mutating func addCapability(_ text: Substring) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? String(parts[1]) : ""
        // There may be several; HEAD's is the one that counts.
        if parts[0] == "symref" {
            if value.hasPrefix("HEAD:") { capabilities["symref"] = String(value.dropFirst("HEAD:".count)) }
        } else {
            capabilities[String(parts[0])] = value
        }
    }
}

/// Makes a list of refs out of a server's lines.
struct RefCollector {
    private var refs: [String: GitRef] = [:]
    private var head: String?

    /// A line of version 0: `ID NAME`, with `NAME^{}` for what a tag points to.
    mutating func add(_ line: String) throws(GitError) {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, Self.isObjectID(parts[0]) else { throw .badAnswer("a ref has no object") }
        let name = parts[1].hasSuffix("^{}") ? String(parts[1].dropLast(3)) : String(parts[1])
        if name == "capabilities" || name == "HEAD" { return }
        if name.count < parts[1].count {
            refs[name]?.peeled = String(parts[0])
        } else {
            try add(GitRef(name: name, target: String(parts[0])))
        }
    }

    /// A line of version 2: `ID NAME`, then attributes.
    mutating func addVersion2(_ line: String) throws(GitError) {
        let words = line.split(separator: " ")
        guard words.count >= 2 else { throw .badAnswer("a ref has no name") }
        var peeled: String?
        for word in words.dropFirst(2) {
            if word.hasPrefix("peeled:"), Self.isObjectID(word.dropFirst("peeled:".count)) {
                peeled = String(word.dropFirst("peeled:".count))
            }
            if words[1] == "HEAD", word.hasPrefix("symref-target:") {
                head = String(word.dropFirst("symref-target:".count))
            }
        }
        if words[1] == "HEAD" { return }
        guard Self.isObjectID(words[0]) else { throw .badAnswer("a ref has no object") }
        try add(GitRef(name: String(words[1]), target: String(words[0]), peeled: peeled))
    }

    func listing(head symref: String? = nil) -> RefListing {
        RefListing(head: head ?? symref, refs: refs.values.sorted { $0.name < $1.name })
    }

    private mutating func add(_ ref: GitRef) throws(GitError) {
        guard ref.name.hasPrefix("refs/"), ref.name.utf8.count <= 1024 else { throw .badAnswer("a ref has no name") }
        // Pull requests and notes are no concern of those who ask for branches and tags.
        if ref.name.hasPrefix("refs/heads/") || ref.name.hasPrefix("refs/tags/") { refs[ref.name] = ref }
    }

    static func isObjectID(_ text: Substring) -> Bool {
        [40, 64].contains(text.utf8.count)
            && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
