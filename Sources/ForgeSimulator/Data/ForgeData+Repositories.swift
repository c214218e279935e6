import Foundation

extension ForgeData {
    /// - Parameter isInitialized: Whether it starts with a commit.
    mutating func addRepository(
        _ name: String, owner: ForgeUser, isPrivate: Bool, defaultBranch: String = "main", isInitialized: Bool = true
    ) throws(ForgeRefusal) -> ForgeRepository {
        try check(name, owner: owner)
        guard ForgeRefName.isOne(defaultBranch) else { throw .unprocessable("this is no name of a branch") }
        var repository = ForgeRepository(
            id: nextID(.repository), ownerID: owner.id, name: name, isPrivate: isPrivate, created: now(),
            updated: now(), defaultBranch: defaultBranch)
        if isInitialized {
            let commit = ForgeCommit(
                message: "Initial commit", parent: nil, author: owner, date: now(),
                added: ["README.md": Array("# \(name)\n\n".utf8)], salt: "\(repository.id)")
            repository.add(commit)
            repository.setBranch(defaultBranch, to: commit.sha)
        }
        insert(repository)
        return repository
    }

    /// Copies a repository to somebody: its commits and refs, and nothing else.
    mutating func fork(_ repository: ForgeRepository, to owner: ForgeUser) throws(ForgeRefusal) -> ForgeRepository {
        try check(repository.name, owner: owner)
        var fork = ForgeRepository(
            id: nextID(.repository), ownerID: owner.id, name: repository.name, isPrivate: repository.isPrivate,
            created: now(), updated: now(), defaultBranch: repository.defaultBranch, parentID: repository.id)
        fork.commits = repository.commits
        fork.commitOrder = repository.commitOrder
        fork.branches = repository.branches
        fork.tags = repository.tags
        insert(fork)
        return fork
    }

    mutating func rename(_ repository: ForgeRepository, to name: String) throws(ForgeRefusal) {
        guard let owner = users[repository.ownerID] else { throw .notFound }
        guard name != repository.name else { return }
        let isOnlyCase = name.lowercased() == repository.name.lowercased()
        if !isOnlyCase { try check(name, owner: owner, isNew: false) }
        let old = path(of: repository).lowercased()
        repositoryIDs[old] = nil
        repositories[repository.id]?.name = name
        repositoryIDs["\(owner.name)/\(name)".lowercased()] = repository.id
        redirects["\(owner.name)/\(name)".lowercased()] = nil
        if !isOnlyCase, redirects.count < Self.maxRedirects { redirects[old] = repository.id }
    }

    private func check(_ name: String, owner: ForgeUser, isNew: Bool = true) throws(ForgeRefusal) {
        guard ForgeName.isOne(name) else { throw .unprocessable("a repository's name has other characters") }
        guard repository(owner: owner.name, name: name) == nil else {
            throw .conflict("The repository with the same name already exists.")
        }
        guard !isNew || repositories.count < Self.maxRepositories else { throw .full }
    }

    private mutating func insert(_ repository: ForgeRepository) {
        repositories[repository.id] = repository
        let path = path(of: repository).lowercased()
        repositoryIDs[path] = repository.id
        redirects[path] = nil
    }

    /// Whose commits and pushes the simulator makes: the owner, or a member of the organization.
    func author(of repository: ForgeRepository) -> ForgeUser? {
        guard let owner = users[repository.ownerID] else { return nil }
        return owner.memberIDs.map { $0.min().flatMap { users[$0] } ?? owner } ?? owner
    }
}

/// Names of branches and tags.
enum ForgeRefName {
    static func isOne(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && !name.hasPrefix("/") && !name.hasSuffix("/") && !name.hasPrefix("-")
            && !name.contains("..") && !name.contains("//")
            && name.utf8.allSatisfy { $0 > 32 && $0 != 127 && !"~^:?*[\\<>\"".utf8.contains($0) }
    }
}
