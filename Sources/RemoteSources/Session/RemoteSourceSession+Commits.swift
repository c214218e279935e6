extension RemoteSourceSession {
    /// A branch or tag and its commit.
    ///
    /// - Parameters:
    ///   - name: The full name, such as `refs/heads/main`.
    ///   - repository: The repository.
    /// - Returns: The ref.
    /// - Throws: `OperationError`.
    public func ref(_ name: String, in repository: RepositoryPath) async throws(OperationError) -> RemoteRef {
        try await perform(.refs) { driver throws(DriverError) in
            try await driver.ref(name, in: repository)
        }.output
    }

    /// A commit by its full sha.
    ///
    /// - Parameters:
    ///   - sha: The sha.
    ///   - repository: The repository.
    /// - Returns: The commit.
    /// - Throws: `OperationError`.
    public func commit(_ sha: String, in repository: RepositoryPath) async throws(OperationError) -> RemoteCommit {
        try await perform(.refs) { driver throws(DriverError) in
            try await driver.commit(sha, in: repository)
        }.output
    }

    /// Reports a state for a commit.
    ///
    /// - Parameters:
    ///   - status: The state.
    ///   - sha: The commit's full sha.
    ///   - repository: The repository.
    /// - Throws: `OperationError`.
    public func createCommitStatus(
        _ status: CommitStatus, for sha: String, in repository: RepositoryPath
    ) async throws(OperationError) {
        _ = try await perform(.commitStatus) { driver throws(DriverError) in
            try await driver.createCommitStatus(status, for: sha, in: repository)
        }
    }

    /// The page of a thing at the forge; nil where the forge has none.
    ///
    /// - Parameters:
    ///   - target: The thing.
    ///   - repository: Its repository.
    /// - Returns: The page's URL.
    public func link(to target: LinkTarget, in repository: RemoteRepository) -> String? {
        driver.manifest.capabilities.contains(.links)
            ? driver.link(to: target, webURL: repository.webURL) : nil
    }
}
