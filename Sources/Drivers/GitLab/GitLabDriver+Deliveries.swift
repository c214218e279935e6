public import RemoteSources

/// What was sent to a webhook: GitLab keeps it for seven days, since 17.3.
extension GitLabDriver {
    /// The list has what was sent in it: more at a time would be too much.
    private static let deliveriesPageSize = 20
    private static let maxPagesSearched = 8

    public func webhookDeliveries(
        of webhook: String, in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<ListedDelivery>> {
        let path = Self.api(repository, ["hooks", try Self.number(webhook, "webhook"), "events"])
        return try GitLabPages.call(path, page, size: Self.deliveriesPageSize, as: GitLabListedDelivery.self) {
            $0.listed
        }
    }

    /// One can't be asked for by itself: it is looked for in the list.
    public func webhookDelivery(
        id: String, of webhook: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<WebhookDelivery> {
        let id = try Self.number(id, "id")
        let list = try await webhookDeliveries(of: webhook, in: repository, page: nil)
        return try await find(id, in: list, of: webhook, repository, pagesLeft: Self.maxPagesSearched)
    }

    private func find(
        _ id: String, in list: Call<Page<ListedDelivery>>, of webhook: String, _ repository: RepositoryPath,
        pagesLeft: Int
    ) async throws(DriverError) -> Call<WebhookDelivery> {
        Call(list.request) { response throws(DriverError) in
            guard case .done(let page) = try await list.read(response) else {
                throw .unavailable("a page of this list is one answer")
            }
            if let request = page.items.first(where: { $0.id == id })?.request { return .done(request) }
            guard let next = page.next, pagesLeft > 1 else {
                throw .notFound("the delivery is not in the webhook's list, or far down in it")
            }
            let following = try await webhookDeliveries(of: webhook, in: repository, page: next)
            return .next(try await find(id, in: following, of: webhook, repository, pagesLeft: pagesLeft - 1))
        }
    }
}
