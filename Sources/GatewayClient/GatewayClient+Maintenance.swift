public import HTTPTransport

extension GatewayClient {
    /// Whether the configstore is in maintenance, and what each of its instances does; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 403.
    public func maintenance() async throws(GatewayClientError) -> MaintenanceStatus {
        try await call("GET", ["maintenance", "configstore"], as: MaintenanceStatus.self)
    }

    /// Asks all instances of the configstore to go into maintenance; for administrators. Asking again changes nothing but
    /// the lease.
    ///
    /// - Parameter leaseSeconds: After how many seconds it ends unless this is called again, 1 to 3600; nil when somebody has
    ///   to end it.
    /// - Throws: `GatewayClientError`: 400 `invalidQuery`, 403.
    public func enableMaintenance(leaseSeconds: Int? = nil) async throws(GatewayClientError) -> MaintenanceStatus {
        let query = leaseSeconds.map { [("lease_seconds", String($0))] } ?? []
        return try await call("PUT", ["maintenance", "configstore"], query: query, as: MaintenanceStatus.self)
    }

    /// Asks all instances of the configstore to go out of maintenance; for administrators. Asking again changes nothing.
    ///
    /// - Throws: `GatewayClientError`: 403, 409 `importInProgress`.
    public func disableMaintenance() async throws(GatewayClientError) -> MaintenanceStatus {
        try await call("DELETE", ["maintenance", "configstore"], as: MaintenanceStatus.self)
    }

    /// Everything that the configstore has, as it is now, in or out of maintenance; for administrators.
    ///
    /// - Parameter receive: Takes the export piece by piece; the next piece comes once it has returned. The export is whole
    ///   only once this method has returned.
    /// - Throws: `GatewayClientError`: 403.
    public func export(
        _ receive: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(GatewayClientError) {
        _ = try await stream("GET", ["export", "configstore"]) { $0.receive = receive }
    }

    /// Replaces everything that the configstore has by an export; in maintenance only, for administrators.
    ///
    /// - Parameters:
    ///   - upload: The export.
    ///   - options: Who wrote it, and what is done with it.
    /// - Throws: `GatewayClientError`: 400 `invalidExport` with the line; 403; 409 `notInMaintenance`, `importInProgress`;
    ///   413 `exportTooLarge`; 503 `notEnoughRoom`. Nothing has changed then.
    public func load(
        _ upload: TransportUpload, _ options: ImportOptions
    ) async throws(GatewayClientError) -> ImportSummary {
        let response = try await stream("POST", ["import", "configstore"], query: options.query) { $0.upload = upload }
        return try Self.decode(ImportSummary.self, from: response.body)
    }

    /// The same with an export of this product's.
    ///
    /// - Parameters:
    ///   - upload: The export.
    ///   - isVerification: Whether it is only looked at, which needs no maintenance.
    ///   - bytes: How large it is, where that is known: then it is refused at once when there is no room for it.
    public func load(
        _ upload: TransportUpload, isVerification: Bool, bytes: Int? = nil
    ) async throws(GatewayClientError) -> ImportSummary {
        try await load(upload, ImportOptions(isVerification: isVerification, bytes: bytes))
    }

    /// All generations of the configstore's data, in the order of their numbers; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 403.
    public func generations() async throws(GatewayClientError) -> [StoreGeneration] {
        try await call("GET", ["generations", "configstore"], as: [StoreGeneration].self)
    }

    /// Deletes a generation that is not served any more; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 403; 404 `generationDoesNotExist`; 409 `generationInUse`, `importInProgress`.
    public func deleteGeneration(_ number: Int) async throws(GatewayClientError) {
        try await call("DELETE", ["generations", "configstore", String(number)])
    }
}
