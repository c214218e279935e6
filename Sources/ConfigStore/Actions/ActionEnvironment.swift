import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What every action needs: the database, the keyring, and the things that tests replace.
struct ActionEnvironment: Sendable {
    let database: Database
    let keyrings: KeyringHolder
    /// What the installed drivers accept. They change while the service runs, so it is asked whenever it matters.
    let drivers: @Sendable () -> [DriverSchema]
    let identifiers: IdentifierGenerator
    let now: @Sendable () -> Date
    /// Told when something large was deleted whose contents are still to be removed.
    let removalSignal = RemovalSignal()
    /// Closed in maintenance.
    let gate = MaintenanceGate()

    init(
        database: Database, keyrings: KeyringHolder, drivers: @escaping @autoclosure @Sendable () -> [DriverSchema],
        identifiers: IdentifierGenerator, now: @escaping @Sendable () -> Date
    ) {
        self.database = database
        self.keyrings = keyrings
        self.drivers = drivers
        self.identifiers = identifiers
        self.now = now
    }

    /// The keyring as it is now. What an action seals it seals inside its transaction, where it is done again when the
    /// keyring has changed.
    var keyring: Keyring { keyrings.current }

    var removals: Removals { Removals(environment: self) }
}

extension ActionTransaction {
    /// The user that a name or an id refers to.
    func user(_ ref: String) throws -> Stored<UserRecord> {
        let found =
            UUIDGrammar.isCanonical(ref)
            ? try object(UserRecord.self, id: ref.lowercased())
            : try object(UserRecord.self, holding: UserRecord.nameClaim(ref))
        guard let found else {
            throw ServiceError(.notFound, code: "userDoesNotExist", "there is no such user")
        }
        return found
    }

    /// The remote source that a name or an id refers to.
    func remoteSource(_ ref: String) throws -> Stored<RemoteSourceRecord> {
        let found =
            UUIDGrammar.isCanonical(ref)
            ? try object(RemoteSourceRecord.self, id: ref.lowercased())
            : try object(RemoteSourceRecord.self, holding: RemoteSourceRecord.nameClaim(ref))
        guard let found else {
            throw ServiceError(.notFound, code: "remoteSourceDoesNotExist", "there is no such remote source")
        }
        return found
    }

    /// The organization that a name or an id refers to, or nil.
    func organizationIfAny(_ ref: String) throws -> Stored<OrganizationRecord>? {
        try UUIDGrammar.isCanonical(ref)
            ? object(OrganizationRecord.self, id: ref.lowercased())
            : object(OrganizationRecord.self, holding: OrganizationRecord.nameClaim(ref))
    }

    /// Marks that something about a user changed, and requires that nothing else did meanwhile.
    func touch(_ user: Stored<UserRecord>) throws {
        try put(user)
    }
}

extension ServiceError {
    static func taken(_ field: FieldPath, code: String, _ message: String) -> ServiceError {
        ServiceError(.conflict, code: code, message, details: [Violation(field, .taken, message)])
    }
}
