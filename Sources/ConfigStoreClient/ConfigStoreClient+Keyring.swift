public import ConfigStoreAPI

/// The keys that seal secrets at rest.
extension ConfigStoreClient {
    public func keyring() async throws(ConfigStoreClientError) -> KeyringStatus {
        try await call("GET", ["keyring", "rotations"], as: KeyringStatus.self)
    }

    /// Adds a key, which seals from now on; what is sealed with others is sealed again in the background.
    public func rotateKeyring() async throws(ConfigStoreClientError) -> KeyringStatus {
        try await call("POST", ["keyring", "rotations"], as: KeyringStatus.self)
    }

    /// Forgets all keys but the one that seals; 409 `keyInUse` when something is sealed with another one.
    public func dropOldKeys() async throws(ConfigStoreClientError) -> KeyringStatus {
        try await call("DELETE", ["keyring", "oldkeys"], as: KeyringStatus.self)
    }
}
