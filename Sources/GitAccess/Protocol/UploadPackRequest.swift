/// What is asked of a server's git-upload-pack, and how its answers read.
struct UploadPackRequest {
    let bytes: [UInt8]
    /// How many flush packets the answer has; the last one ends it.
    let flushes: Int

    private static let agent = "agent=sallyport"

    /// The refs that start with one of these (gitprotocol-v2(5), ls-refs).
    static func refs(prefixes: [String]) -> UploadPackRequest {
        command("ls-refs", ["peel", "symrefs"] + prefixes.map { "ref-prefix \($0)" })
    }

    /// What of a commit is not needed (git-rev-list(1), --filter).
    enum Omission: String {
        case files = "blob:none"
        /// The folders and the files.
        case trees = "tree:0"
    }

    /// A commit without its history, and without what is not needed where the server can leave that out.
    static func commit(
        _ id: String, of advertisement: Advertisement, without omission: Omission
    ) -> UploadPackRequest {
        switch advertisement.version {
        case .two:
            let filter = advertisement.has("filter", of: "fetch") ? ["filter \(omission.rawValue)"] : []
            return command("fetch", ["no-progress", "ofs-delta", "want \(id)", "deepen 1"] + filter + ["done"])
        case .old:
            let want = PacketLine.encode("want \(id) side-band-64k ofs-delta shallow no-progress \(agent)")
            let deepen = PacketLine.encode("deepen 1")
            return UploadPackRequest(
                bytes: want + deepen + PacketLine.encodedFlush + PacketLine.encode("done"), flushes: 2)
        }
    }

    /// One object by its id; version 2 gives any.
    static func object(_ id: String) -> UploadPackRequest {
        command("fetch", ["no-progress", "want \(id)", "done"])
    }

    private static func command(_ name: String, _ arguments: [String]) -> UploadPackRequest {
        let head = PacketLine.encode("command=\(name)") + PacketLine.encode(agent) + PacketLine.encodedDelimiter
        return UploadPackRequest(
            bytes: head + arguments.flatMap(PacketLine.encode) + PacketLine.encodedFlush, flushes: 1)
    }
}

enum UploadPackAnswer {
    /// The refs in an answer to `ls-refs`.
    static func refs(_ bytes: [UInt8]) throws(GitError) -> RefListing {
        var packets = PacketReader(bytes)
        var refs = RefCollector()
        while let packet = try packets.next() {
            if case .data(let payload) = packet { try refs.addVersion2(payload.line) }
        }
        return refs.listing()
    }

    /// The pack in an answer to `fetch`, taken out of the side band (gitprotocol-pack(5)).
    static func pack(_ bytes: [UInt8]) throws(GitError) -> [UInt8] {
        var packets = PacketReader(bytes)
        var pack: [UInt8] = []
        while let packet = try packets.next() {
            guard case .data(let payload) = packet, let band = payload.first else { continue }
            switch band {
            case 1: pack.append(contentsOf: payload.dropFirst())
            case 2: continue
            case 3: throw PacketReader.refusal(payload.dropFirst())
            // Names of sections, shallow commits, acknowledgements.
            default: continue
            }
        }
        guard !pack.isEmpty else { throw .badAnswer("there is no pack in it") }
        return pack
    }
}
