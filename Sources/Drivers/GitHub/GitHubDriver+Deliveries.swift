public import RemoteSources

/// What was sent to a webhook: GitHub keeps it for three days.
extension GitHubDriver {
    public func webhookDeliveries(
        of webhook: String, in repository: RepositoryPath, page: PageToken?
    ) async throws(DriverError) -> Call<Page<ListedDelivery>> {
        var query = [ForgeRequest.QueryItem("per_page", String(Self.pageSize))]
        if let page { query.append(.init("cursor", try Self.cursor(page))) }
        let path = try Self.api(repository, ["hooks", webhook, "deliveries"])
        return Call(Self.request("GET", path, query: query)) { response throws(DriverError) in
            let entries = try GitHubAnswer.decode([GitHubListedDelivery].self, from: response)
            let next = GitHubAnswer.nextCursor(response).map { PageToken($0) }
            // A list that goes on where it is never ends.
            return .done(Page(items: entries.map(\.listed), next: next == page ? nil : next))
        }
    }

    public func webhookDelivery(
        id: String, of webhook: String, in repository: RepositoryPath
    ) async throws(DriverError) -> Call<WebhookDelivery> {
        let path = try Self.api(repository, ["hooks", webhook, "deliveries", id])
        return Self.value(Self.request("GET", path), as: GitHubDeliveryDetails.self) { details throws(DriverError) in
            details.request.delivery
        }
    }

    private static func cursor(_ page: PageToken) throws(DriverError) -> String {
        guard GitHubAnswer.isCursor(page.rawValue) else {
            throw .invalid(field: "page", message: "this page token is not one of this driver")
        }
        return page.rawValue
    }
}
