import Foundation

/// Branches, tags and pushes, with the deliveries that they bring.
extension ForgeData {
    /// A new commit with a file of its own, on a branch that is made when it isn't there.
    mutating func push(
        to repositoryID: Int64, branch: String, message: String, by user: ForgeUser
    ) throws(ForgeRefusal) {
        guard let repository = repositories[repositoryID] else { throw .notFound }
        guard ForgeRefName.isOne(branch) else { throw .unprocessable("this is no name of a branch") }
        let old = repository.branch(branch)?.sha
        guard old != nil || repository.branches.count < ForgeRepository.maxRefs else { throw .full }
        let number = nextID(.commit)
        let commit = ForgeCommit(
            message: message, parent: old ?? repository.commit(at: nil)?.sha, author: user, date: now(),
            added: ["change-\(number).txt": Array("\(message)\n".utf8)], salt: "\(repositoryID) \(number)")
        repositories[repositoryID]?.add(commit)
        // The first push to an empty repository says what its default branch is.
        if repository.commits.isEmpty { repositories[repositoryID]?.defaultBranch = branch }
        repositories[repositoryID]?.setBranch(branch, to: commit.sha)
        occurred(
            .push(
                ForgePush(
                    ref: "refs/heads/\(branch)", before: old, after: commit.sha, head: commit, commits: [commit])),
            in: repositoryID, by: user)
        if let old { synchronize(repositoryID, branch, before: old, by: user) }
    }

    /// Tells of the pull requests whose head was pushed to, which may be those of another repository.
    private mutating func synchronize(_ headID: Int64, _ branch: String, before: String, by user: ForgeUser) {
        let targets = repositories[headID].map { [headID] + [$0.parentID].compactMap { $0 } } ?? []
        for target in targets {
            for pull in repositories[target]?.pulls ?? [] where pull.headRepositoryID == headID && pull.head == branch {
                occurred(.synchronized(pull, before: before), in: target, by: user)
            }
        }
    }

    mutating func addBranch(
        _ name: String, at start: String?, in repository: ForgeRepository, by user: ForgeUser
    ) throws(ForgeRefusal) -> ForgeBranch {
        guard ForgeRefName.isOne(name) else { throw .unprocessable("this is no name of a branch") }
        guard repository.branch(name) == nil else { throw .conflict("The branch already exists.") }
        guard let commit = repository.commit(at: start) else { throw .missing("The old branch does not exist") }
        guard repository.branches.count < ForgeRepository.maxRefs else { throw .full }
        repositories[repository.id]?.setBranch(name, to: commit.sha)
        occurred(
            .push(ForgePush(ref: "refs/heads/\(name)", before: nil, after: commit.sha, head: commit, commits: [])),
            in: repository.id, by: user)
        return ForgeBranch(name: name, sha: commit.sha)
    }

    mutating func deleteBranch(
        _ name: String, in repository: ForgeRepository, by user: ForgeUser
    ) throws(ForgeRefusal) {
        guard let branch = repository.branch(name) else {
            throw .missing(errors: ["branch does not exist [name: \(name)]"])
        }
        guard name != repository.defaultBranch else { throw .forbidden("can not delete default branch") }
        repositories[repository.id]?.branches.removeAll { $0.name == name }
        occurred(
            .push(ForgePush(ref: "refs/heads/\(name)", before: branch.sha, after: nil, head: nil, commits: [])),
            in: repository.id, by: user)
    }

    /// A tag with a message is an object of its own; one that a release makes is none.
    mutating func addTag(
        _ name: String, message: String, at target: String?, in repository: ForgeRepository, by user: ForgeUser
    ) throws(ForgeRefusal) -> ForgeTag {
        guard ForgeRefName.isOne(name) else { throw .unprocessable("this is no name of a tag") }
        guard repository.tag(name) == nil else { throw .conflict("tag already exists [name: \(name)]") }
        guard let commit = repository.commit(at: target) else { throw .missing("target not found") }
        guard repository.tags.count < ForgeRepository.maxRefs else { throw .full }
        let object =
            message.isEmpty ? commit.sha : ForgeObjectID.of("tag", Array("\(commit.sha)\n\(name)\n\(message)".utf8))
        let tag = ForgeTag(name: name, message: message, objectSHA: object, commitSHA: commit.sha)
        repositories[repository.id]?.tags.append(tag)
        occurred(
            .push(
                ForgePush(
                    ref: "refs/tags/\(name)", before: nil, after: commit.sha,
                    tagObject: tag.isAnnotated ? object : nil, head: commit, commits: [])),
            in: repository.id, by: user)
        return tag
    }

    mutating func deleteTag(
        _ name: String, in repository: ForgeRepository, by user: ForgeUser
    ) throws(ForgeRefusal) {
        guard let tag = repository.tag(name) else { throw .notFound }
        let release = repository.releases.first { $0.tagName == name }
        guard release?.title.isEmpty ?? true else { throw .conflict("a tag attached to a release cannot be deleted") }
        repositories[repository.id]?.tags.removeAll { $0.name == name }
        repositories[repository.id]?.releases.removeAll { $0.tagName == name }
        occurred(
            .push(
                ForgePush(
                    ref: "refs/tags/\(name)", before: tag.commitSHA, after: nil,
                    tagObject: tag.isAnnotated ? tag.objectSHA : nil, head: nil, commits: [])),
            in: repository.id, by: user)
        if let release { occurred(.release(release, action: "deleted"), in: repository.id, by: user) }
    }

    mutating func addRelease(
        _ name: String, title: String, text: String, target: String, in repository: ForgeRepository, by user: ForgeUser
    ) -> ForgeRelease {
        let release = ForgeRelease(
            id: nextID(.release), tagName: name, target: target, title: title, text: text, authorID: user.id,
            created: now())
        repositories[repository.id]?.releases.append(release)
        return release
    }
}
