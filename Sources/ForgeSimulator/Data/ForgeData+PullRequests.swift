extension ForgeData {
    /// Opens a pull request; there is one for each pair of branches.
    mutating func openPull(
        _ title: String, text: String, from branch: String, of head: ForgeRepository, to base: String,
        of repository: ForgeRepository, by user: ForgeUser
    ) throws(ForgeRefusal) -> ForgePullRequest {
        let isThere = repository.pulls.contains {
            $0.headRepositoryID == head.id && $0.head == branch && $0.base == base
        }
        guard !isThere else { throw .conflict("pull request already exists for these targets") }
        guard repository.pulls.count < ForgeRepository.maxPulls else { throw .full }
        let pull = ForgePullRequest(
            id: nextID(.pull), number: Int64(repository.pulls.count) + 1, title: title, text: text, base: base,
            head: branch, headRepositoryID: head.id, authorID: user.id, created: now())
        repositories[repository.id]?.pulls.append(pull)
        occurred(.opened(pull), in: repository.id, by: user)
        return pull
    }
}
