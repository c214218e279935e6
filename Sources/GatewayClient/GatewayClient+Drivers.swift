/// The drivers of the gateway; for administrators.
extension GatewayClient {
    /// The drivers that are installed now, and how they are.
    ///
    /// - Throws: `GatewayClientError`.
    public func drivers() async throws(GatewayClientError) -> [Driver] {
        try await call("GET", ["drivers"], as: [Driver].self)
    }
}
