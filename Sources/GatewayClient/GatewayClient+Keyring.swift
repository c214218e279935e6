extension GatewayClient {
    /// The keys that seal secrets at rest, and how far the last rotation has come; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 403.
    public func keyring() async throws(GatewayClientError) -> KeyringStatus {
        try await call("GET", ["keyring", "rotations"], as: KeyringStatus.self)
    }

    /// Adds a key, which seals from now on; what is sealed with others is sealed again in the background. For
    /// administrators.
    ///
    /// - Throws: `GatewayClientError`: 409 `rotationInProgress`, `tooManyKeys`, `keyNotPrepared`,
    ///   `keyNotDistributed`; 503 `keyringNotWritten`.
    public func rotateKeyring() async throws(GatewayClientError) -> KeyringStatus {
        try await call("POST", ["keyring", "rotations"], as: KeyringStatus.self)
    }

    /// Forgets all keys but the one that seals; for administrators.
    ///
    /// - Throws: `GatewayClientError`: 409 `keyInUse` when something is sealed with one of them, `rotationInProgress`.
    public func dropOldKeys() async throws(GatewayClientError) -> KeyringStatus {
        try await call("DELETE", ["keyring", "oldkeys"], as: KeyringStatus.self)
    }
}
