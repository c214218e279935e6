extension RemoteSourceSession {
    /// One page of the repositories that the access token can see.
    ///
    /// - Parameter page: nil for the first page, otherwise what the page before gave as `next`.
    /// - Returns: The page.
    /// - Throws: `OperationError`.
    public func repositories(page: PageToken? = nil) async throws(OperationError) -> Page<RemoteRepository> {
        if let page, page.rawValue.utf8.count > 1024 {
            throw .driver(.invalid(field: "page", message: "a page token has at most 1024 bytes"))
        }
        // An installation has a list of its own; the one of a person's repositories isn't for it.
        if installation != nil {
            return try await perform(.appInstallations) { driver throws(DriverError) in
                try await driver.installationRepositories(page: page)
            }.output
        }
        return try await perform(.repositories) { driver throws(DriverError) in
            try await driver.repositories(page: page)
        }.output
    }

    /// The repositories of all pages, up to a bound.
    ///
    /// - Parameter maxPages: How many pages to read; never more than the driver's manifest allows.
    /// - Returns: The repositories.
    /// - Throws: `OperationError`; `unavailable` when the forge's pages go in circles.
    public func allRepositories(maxPages: Int = .max) async throws(OperationError) -> RemoteRepositoryList {
        var list = RemoteRepositoryList(items: [], isComplete: false)
        var seen: Set<PageToken> = []
        var token: PageToken?
        for _ in 0..<max(1, min(maxPages, driver.manifest.limits.maxPages)) {
            let page = try await repositories(page: token)
            list.items += page.items
            guard let next = page.next else {
                list.isComplete = true
                return list
            }
            guard seen.insert(next).inserted else {
                throw .driver(.unavailable("the forge gave the same page twice"))
            }
            token = next
        }
        return list
    }

    /// A repository by its path; one that was renamed is looked up again by its id.
    ///
    /// - Parameter path: The path, perhaps an old one.
    /// - Returns: The repository, with the path that it has now.
    /// - Throws: `OperationError`; `moved` when the forge doesn't say where to.
    public func repository(path: RepositoryPath) async throws(OperationError) -> RemoteRepository {
        do {
            return try await perform(.repositories) { driver throws(DriverError) in
                try await driver.repository(path: path)
            }.output
        } catch OperationError.driver(.moved(let id?)) {
            return try await repository(id: id)
        }
    }

    /// A repository by its stable id.
    ///
    /// - Parameter id: The id.
    /// - Returns: The repository.
    /// - Throws: `OperationError`.
    public func repository(id: String) async throws(OperationError) -> RemoteRepository {
        try await perform(.repositories) { driver throws(DriverError) in
            try await driver.repository(id: id)
        }.output
    }
}

/// The repositories of several pages.
public struct RemoteRepositoryList: Sendable, Hashable {
    /// The repositories in the forge's order.
    public var items: [RemoteRepository]
    /// Whether these are all; false when the bound on pages was reached.
    public var isComplete: Bool

    /// Creates a list.
    ///
    /// - Parameters:
    ///   - items: The repositories.
    ///   - isComplete: Whether these are all.
    public init(items: [RemoteRepository], isComplete: Bool) {
        self.items = items
        self.isComplete = isComplete
    }
}
