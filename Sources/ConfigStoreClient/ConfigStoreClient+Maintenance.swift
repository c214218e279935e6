public import ConfigStoreAPI
public import HTTPTransport

/// Maintenance, and what is done in it.
extension ConfigStoreClient {
    public func maintenance() async throws(ConfigStoreClientError) -> MaintenanceStatus {
        try await call("GET", ["maintenance"], as: MaintenanceStatus.self)
    }

    /// Asks all instances to go into maintenance.
    ///
    /// - Parameter leaseSeconds: After how many seconds it ends unless this is called again, 1 to 3600; nil when somebody has
    ///   to end it.
    public func enableMaintenance(leaseSeconds: Int? = nil) async throws(ConfigStoreClientError) -> MaintenanceStatus {
        let query = leaseSeconds.map { [("lease_seconds", String($0))] } ?? []
        return try await call("PUT", ["maintenance"], query: query, as: MaintenanceStatus.self)
    }

    /// Asks all instances to go out of it; 409 `importInProgress`.
    public func disableMaintenance() async throws(ConfigStoreClientError) -> MaintenanceStatus {
        try await call("DELETE", ["maintenance"], as: MaintenanceStatus.self)
    }

    /// Everything that the configstore has, as it is now.
    ///
    /// - Parameter receive: Takes the export piece by piece. It is whole only once this has returned.
    public func export(
        _ receive: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws(ConfigStoreClientError) {
        _ = try await stream("GET", ["export"]) { $0.receive = receive }
    }

    /// Replaces everything that the configstore has; in maintenance only.
    ///
    /// - Parameters:
    ///   - upload: An export.
    ///   - options: Who wrote it, and what is done with it.
    public func load(
        _ upload: TransportUpload, _ options: ImportOptions
    ) async throws(ConfigStoreClientError) -> ImportSummary {
        let response = try await stream("POST", ["import"], query: options.query) { $0.upload = upload }
        return try Self.decode(ImportSummary.self, from: response.body)
    }

    /// The same with an export of this product's.
    ///
    /// - Parameters:
    ///   - upload: An export.
    ///   - isVerification: Whether it is only looked at, which needs no maintenance.
    ///   - bytes: How large it is, where that is known: then it is refused at once when there is no room for it.
    public func load(
        _ upload: TransportUpload, isVerification: Bool, bytes: Int? = nil
    ) async throws(ConfigStoreClientError) -> ImportSummary {
        try await load(upload, ImportOptions(isVerification: isVerification, bytes: bytes))
    }

    /// All generations of the data, in the order of their numbers.
    public func generations() async throws(ConfigStoreClientError) -> [StoreGeneration] {
        try await call("GET", ["generations"], as: [StoreGeneration].self)
    }

    /// Deletes a generation: 404 `generationDoesNotExist`, 409 `generationInUse`, `importInProgress`.
    public func deleteGeneration(_ number: Int) async throws(ConfigStoreClientError) {
        try await call("DELETE", ["generations", String(number)])
    }
}
