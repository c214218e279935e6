/// What forges delivered for a project, for its owners.
extension GatewayClient {
    /// One page of a project's deliveries, newest first. A page can have fewer deliveries than `limit`, and go on all the
    /// same.
    ///
    /// - Parameters:
    ///   - project: Path or id.
    ///   - filter: Which deliveries.
    ///   - limit: 1–100; 30 when nil.
    ///   - cursor: `nextCursor` of the page before.
    /// - Throws: `GatewayClientError`: 403, 404.
    public func deliveries(
        of project: String, _ filter: DeliveryFilter = DeliveryFilter(), limit: Int? = nil, cursor: String? = nil
    ) async throws(GatewayClientError) -> Page<Delivery> {
        try await page(
            ["projects", project, "deliveries"], limit: limit, cursor: cursor, query: filter.query, of: Delivery.self)
    }

    /// A project's deliveries, newest first, page by page.
    ///
    /// - Parameters:
    ///   - project: Path or id.
    ///   - filter: Which deliveries.
    public func allDeliveries(
        of project: String, _ filter: DeliveryFilter = DeliveryFilter()
    ) -> Items<Delivery> {
        Items { cursor throws(GatewayClientError) in
            try await deliveries(of: project, filter, limit: 100, cursor: cursor)
        }
    }

    /// A delivery with everything that is kept of it.
    ///
    /// - Parameters:
    ///   - id: The delivery's id.
    ///   - project: Path or id.
    /// - Throws: `GatewayClientError`: 403, 404.
    public func delivery(_ id: String, of project: String) async throws(GatewayClientError) -> DeliveryDetails {
        try await call("GET", ["projects", project, "deliveries", id], as: DeliveryDetails.self)
    }

    /// Brings a delivery to its sinks again, before what came after it.
    ///
    /// - Parameters:
    ///   - id: The delivery's id.
    ///   - project: Path or id.
    ///   - sink: One sink; all that have wanted it when nil.
    /// - Throws: `GatewayClientError`: 404 `sinkDoesNotExist`; 409 `deliveryInProgress` while it waits already,
    ///   `nothingToDeliver`.
    public func redeliver(
        _ id: String, of project: String, to sink: String? = nil
    ) async throws(GatewayClientError) {
        try await call(
            "POST", ["projects", project, "deliveries", id, "redelivery"], body: RedeliveryRequest(sink: sink))
    }

    /// What was refused at a project's address since the gateway started, and why.
    ///
    /// - Parameter project: Path or id.
    /// - Throws: `GatewayClientError`: 403, 404.
    public func refusedDeliveries(of project: String) async throws(GatewayClientError) -> RefusedDeliveries {
        try await call("GET", ["projects", project, "refuseddeliveries"], as: RefusedDeliveries.self)
    }
}

private struct RedeliveryRequest: Encodable {
    let sink: String?
}
