import JSONAccess

/// The commits of a push as forges' deliveries have them: objects with `id`, `message`, `url`, and an `author` with `name`
/// and `email`.
public struct PushedCommits: Decodable, Sendable {
    /// The commits, in the order in which they came.
    public let commits: [RemoteEvent.Commit]

    /// Reads a list.
    public init(from decoder: any Decoder) throws {
        var read: [RemoteEvent.Commit] = []
        var last: PushedCommit.KnownAuthor?
        if try JSONDocument.readObjects(decoder, { read.append(try PushedCommit.read($0, &last)) }) {
            commits = read
        } else {
            commits = try [PushedCommit](from: decoder).map(\.commit)
        }
    }
}

/// One commit, as a push names its newest one.
public struct PushedCommit: Decodable, Sendable {
    /// The commit.
    public let commit: RemoteEvent.Commit

    private enum CodingKeys: String, CodingKey {
        case id, message, url, author
    }

    /// Reads a commit.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        commit = RemoteEvent.Commit(
            sha: try members.decode(String.self, forKey: .id),
            message: try members.decodeIfPresent(String.self, forKey: .message) ?? "",
            author: try members.decodeIfPresent(RemoteEvent.Author.self, forKey: .author),
            webURL: try members.decodeIfPresent(String.self, forKey: .url))
    }

    /// An author, and where it was read.
    fileprivate struct KnownAuthor {
        let object: JSONObject
        let author: RemoteEvent.Author
    }

    /// The same, without a container for each.
    ///
    /// - Parameter last: The commit before: of a push, most commits have one author.
    fileprivate static func read(_ object: JSONObject, _ last: inout KnownAuthor?) throws -> RemoteEvent.Commit {
        guard let sha = try object.text("id") else { throw JSONDocument.corrupted("a commit has no id") }
        let author = try object.object("author").map { author in
            if let last, last.object.isWritten(like: author) { return last.author }
            let read = RemoteEvent.Author(name: try author.text("name"), email: try author.text("email"))
            last = KnownAuthor(object: author, author: read)
            return read
        }
        return RemoteEvent.Commit(
            sha: sha, message: try object.text("message") ?? "", author: author, webURL: try object.text("url"))
    }
}
