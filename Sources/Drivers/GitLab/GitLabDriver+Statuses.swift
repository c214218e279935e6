public import RemoteSources

/// Commit statuses and links.
extension GitLabDriver {
    public func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<Void> {
        let word = Self.word(for: status.state)
        var members = [
            JSONValue.Member("description", .string(String(status.description.prefix(255)))),
            .init("name", .string(status.context)),
        ]
        // Without it, the status may land in a pipeline of another branch with the same commit.
        if let ref = status.ref { members.append(.init("ref", .string(ref))) }
        members.append(.init("state", .string(word)))
        if let url = status.targetURL { members.append(.init("target_url", .string(url))) }
        let path = Self.api(repository, ["statuses", try CommitSHA.checked(sha)])
        return Call(ForgeRequest("POST", path, body: .json(.object(members)))) { response throws(DriverError) in
            do throws(DriverError) {
                try ForgeAnswer.expectSuccess(response)
            } catch {
                guard case .invalid(_, let message) = error, message.contains("Cannot transition status") else {
                    throw error
                }
                // A state that the status has already is refused, and is what was asked for.
                guard message.contains("from :\(word)") else {
                    throw .conflict("the status can't become \(word) from what it is")
                }
            }
            return .done(())
        }
    }

    /// GitLab has no error.
    private static func word(for state: CommitStatus.State) -> String {
        switch state {
        case .pending: "pending"
        case .running: "running"
        case .success: "success"
        case .failure, .error: "failed"
        case .cancelled: "canceled"
        case .skipped: "skipped"
        }
    }

    public func link(to target: LinkTarget, webURL: String) -> String? {
        switch target {
        case .commit(let sha): "\(webURL)/-/commit/\(PageEscaping.path(sha))"
        case .branch(let name): "\(webURL)/-/tree/\(PageEscaping.path(name))"
        case .tag(let name): "\(webURL)/-/tags/\(PageEscaping.path(name))"
        case .pullRequest(let number): "\(webURL)/-/merge_requests/\(number)"
        case .compare(let base, let head):
            "\(webURL)/-/compare/\(PageEscaping.path(base))...\(PageEscaping.path(head))"
        }
    }
}
