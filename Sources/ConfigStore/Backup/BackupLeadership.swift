/// Sees to it that one instance at a time writes backups.
package protocol BackupLeadership: Sendable {
    /// Waits until this instance is the one, and runs `body` as long as it is: it is cancelled when another one takes over.
    func lead(_ body: @escaping @Sendable () async throws -> Void) async throws
}

/// The leadership of an instance that is alone, as with the embedded store, whose folder is locked.
package struct OnlyInstance: BackupLeadership {
    package init() {}

    package func lead(_ body: @escaping @Sendable () async throws -> Void) async throws { try await body() }
}
