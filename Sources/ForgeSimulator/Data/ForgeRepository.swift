import Foundation

/// What somebody may do with a repository.
enum ForgeAccess: Int, Sendable, Comparable {
    case none, read, write, admin

    static func < (left: ForgeAccess, right: ForgeAccess) -> Bool { left.rawValue < right.rawValue }
}

/// A repository: a few commits, and what hangs on them.
struct ForgeRepository: Sendable {
    let id: Int64
    let ownerID: Int64
    var name: String
    let isPrivate: Bool
    let created: Date
    var updated: Date
    var defaultBranch: String
    var parentID: Int64?
    var commits: [String: ForgeCommit] = [:]
    /// Oldest first. The first one stays, and so does what a ref points to; of the others the oldest are forgotten.
    var commitOrder: [String] = []
    var branches: [ForgeBranch] = []
    var tags: [ForgeTag] = []
    var collaborators: [Int64: ForgeAccess] = [:]
    var keys: [ForgeDeployKey] = []
    var hooks: [ForgeHook] = []
    var statuses: [ForgeStatus] = []
    var pulls: [ForgePullRequest] = []
    var releases: [ForgeRelease] = []

    static let maxCommits = 1_000
    static let maxRefs = 1_000
    static let maxKeys = 200
    static let maxHooks = 50
    static let maxStatuses = 1_000
    static let maxPulls = 1_000

    func branch(_ name: String) -> ForgeBranch? { branches.first { $0.name == name } }
    func tag(_ name: String) -> ForgeTag? { tags.first { $0.name == name } }

    mutating func setBranch(_ name: String, to sha: String) {
        if let index = branches.firstIndex(where: { $0.name == name }) {
            branches[index].sha = sha
        } else {
            branches.append(ForgeBranch(name: name, sha: sha))
        }
    }

    mutating func add(_ commit: ForgeCommit) {
        commits[commit.sha] = commit
        commitOrder.append(commit.sha)
        updated = commit.date
        if commitOrder.count > Self.maxCommits { forgetOldest() }
    }

    private mutating func forgetOldest() {
        let heads = Set(branches.map(\.sha) + tags.map(\.commitSHA))
        guard let index = commitOrder.indices.dropFirst().dropLast().first(where: { !heads.contains(commitOrder[$0]) })
        else { return }
        commits[commitOrder.remove(at: index)] = nil
    }

    /// The commit that a branch, a tag or a commit id names; without one, the default branch's.
    func commit(at ref: String?) -> ForgeCommit? {
        let ref = ref.flatMap { $0.isEmpty ? nil : $0 } ?? defaultBranch
        let name = ref.hasPrefix("refs/heads/") ? String(ref.dropFirst(11)) : ref
        let tagName = ref.hasPrefix("refs/tags/") ? String(ref.dropFirst(10)) : ref
        return commits[branch(name)?.sha ?? tag(tagName)?.commitSHA ?? ref]
    }

    /// The files at a commit: its own, and those of the commits before it.
    func files(at commit: ForgeCommit) -> [String: [UInt8]] {
        var files = commit.added
        var next = commit.parent
        while let sha = next {
            // A commit that was forgotten leaves the first one.
            guard let commit = commits[sha] ?? commitOrder.first.flatMap({ commits[$0] }) else { break }
            files.merge(commit.added) { newer, _ in newer }
            next = commit.parent
        }
        return files
    }
}

struct ForgeBranch: Sendable {
    let name: String
    var sha: String
}

/// A tag; an annotated one has an object of its own.
struct ForgeTag: Sendable {
    let name: String
    let message: String
    let objectSHA: String
    let commitSHA: String

    var isAnnotated: Bool { objectSHA != commitSHA }
}
