extension RemoteSourceSession {
    /// A session with one repository that is known by its clone URL alone. Operations take its `path`.
    ///
    /// The credentials stay with what reaches the repository: the driver names no slot, and the host fills none.
    ///
    /// - Parameters:
    ///   - driver: A driver of the config type `manual`.
    ///   - git: What reaches the repository.
    ///   - repository: The repository.
    ///   - deadline: When every operation has to be over.
    package init(
        driver: any RemoteSourceDriver, git: any GitTransport, repository: GitRepository,
        deadline: ContinuousClock.Instant
    ) {
        self.init(
            driver: driver, host: DriverHost(transport: GitAPI(git, repository)),
            connection: RemoteSourceConnection(apiURL: GitAPI.url), deadline: deadline)
    }
}
