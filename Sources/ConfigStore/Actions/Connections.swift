import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with the connections of organizations.
struct Connections: Sendable {
    let environment: ActionEnvironment
    /// An organization has about so many.
    static let maxPerOrganization = 100
    static let secretField = "secret"

    func create(of organizationRef: String, _ request: CreateConnectionRequest) async throws -> Connection {
        let (id, now) = (environment.identifiers.next(), environment.now())
        let draft = try Self.draft(request, now)
        return try await environment.database.do { transaction in
            let organization = try transaction.organization(organizationRef)
            let source = try transaction.remoteSource(request.remoteSourceRef ?? "")
            if draft.type == .app { try ConnectionRules.requireApps(source.value, drivers: environment.drivers()) }
            var connection = Stored(id: id, revision: 0, value: draft)
            (connection.value.organizationID, connection.value.remoteSourceID) = (organization.id, source.id)
            try seal(request.secret, into: &connection)
            try Self.requireFree(connection.value.nameClaim, in: transaction)
            try Self.requireRoom(in: organization, transaction)
            transaction.requireUnchanged(organization.key, revision: organization.revision)
            transaction.requireUnchanged(source.key, revision: source.revision)
            try transaction.put(connection)
            transaction.take(connection.value.nameClaim, for: connection.key)
            transaction.refer(from: connection.key, to: source.key)
            let created = Connection(connection.written)
            try Self.note(.create, connection, organization, after: created, in: transaction)
            return created
        }
    }

    func update(
        _ ref: String, of organizationRef: String, _ request: UpdateConnectionRequest
    ) async throws -> Connection {
        let now = environment.now()
        return try await environment.database.do { transaction in
            let (stored, organization) = try Self.find(ref, of: organizationRef, in: transaction)
            if let expected = request.ifRevision, expected != stored.revision { throw Self.changedMeanwhile }
            var changed = stored
            changed.value.apply(request)
            changed.value.updateTime = now
            var violations = Violations()
            ConnectionRules.check(
                changed.value, accessToken: request.accessToken, appPrivateKey: request.appPrivateKey,
                into: &violations)
            try ConnectionRules.refuse(violations)
            if let secret = request.newSecret { try seal(secret, into: &changed) }
            let (old, new) = (stored.value.nameClaim, changed.value.nameClaim)
            if new != old {
                try Self.requireFree(new, in: transaction)
                transaction.release(old)
                transaction.take(new, for: changed.key)
            }
            transaction.requireUnchanged(organization.key, revision: organization.revision)
            try transaction.put(changed)
            let updated = Connection(changed.written)
            try Self.note(
                .update, stored, organization, before: Connection(stored), after: updated, in: transaction)
            return updated
        }
    }

    /// Deletes a connection that no project uses.
    func delete(_ ref: String, of organizationRef: String) async throws {
        try await environment.removals.unlessHeldByRemoved { transaction in
            let (connection, organization) = try Self.find(ref, of: organizationRef, in: transaction)
            try ConnectionUses(transaction: transaction).requireNone(of: connection)
            transaction.requireUnchanged(organization.key, revision: organization.revision)
            try Self.remove(connection, in: transaction)
            try Self.note(.delete, connection, organization, before: Connection(connection), in: transaction)
        }
    }

    func get(_ ref: String, of organizationRef: String) async throws -> Connection {
        try await environment.database.do { transaction in
            Connection(try Self.find(ref, of: organizationRef, in: transaction).connection)
        }
    }

    /// One page, by name, and where the next one starts.
    func list(of organizationRef: String, _ page: PageRequest) async throws -> (items: [Connection], next: String?) {
        try await environment.database.do { transaction in
            let organization = try transaction.organization(organizationRef)
            let found = try transaction.claims(ConnectionRecord.nameSpace, of: organization.id, page)
            return (try found.claims.map { Connection(try Stored($0.record)) }, found.next)
        }
    }

    func credentials(_ ref: String, of organizationRef: String) async throws -> ConnectionCredentials {
        let stored = try await environment.database.do { transaction in
            try Self.find(ref, of: organizationRef, in: transaction).connection
        }
        let secret = try environment.keyring.open(
            stored.value.sealedSecret, record: stored.id, field: Self.secretField)
        return switch stored.value.type {
        case .token: ConnectionCredentials(accessToken: secret, revision: stored.revision)
        case .app: ConnectionCredentials(appPrivateKey: secret, revision: stored.revision)
        }
    }

    /// Whether a token or a key is the stored one, without giving it out.
    func secretMatches(_ ref: String, of organizationRef: String, _ secret: String) async throws -> Bool {
        let stored = try await environment.database.do { transaction in
            try Self.find(ref, of: organizationRef, in: transaction).connection
        }
        return environment.keyring.matches(
            secret, fingerprint: stored.value.secretFingerprint, record: stored.id, field: Self.secretField)
    }

    /// Removes a connection's record with what it holds and refers to.
    static func remove(_ connection: Stored<ConnectionRecord>, in transaction: ActionTransaction) throws {
        transaction.release(connection.value.nameClaim)
        transaction.stopReferring(
            from: connection.key, to: RecordKey(RemoteSourceRecord.kind, connection.value.remoteSourceID))
        try transaction.delete(connection)
    }
}

extension Connections {
    /// A checked new connection that has neither an organization nor a remote source yet.
    private static func draft(_ request: CreateConnectionRequest, _ now: Date) throws -> ConnectionRecord {
        var violations = Violations()
        let connection = ConnectionRecord(
            name: request.name ?? "", organizationID: "", remoteSourceID: "",
            type: ConnectionRules.type(request.type, into: &violations), appID: request.appID ?? "",
            installationAccount: request.installationAccount ?? "", remoteUserID: request.remoteUserID ?? "",
            remoteUserName: request.remoteUserName ?? "", sealedSecret: "", secretFingerprint: "",
            expiresAt: request.expiresAt, needsToken: false, creationTime: now, updateTime: now)
        ConnectionRules.check(
            connection, accessToken: request.accessToken, appPrivateKey: request.appPrivateKey, into: &violations)
        violations.add(
            TextRule.violation(
                of: request.remoteSourceRef ?? "", at: "remote_source_name", maxBytes: ConnectionRules.maxTextBytes))
        try ConnectionRules.refuse(violations)
        return connection
    }

    private func seal(_ secret: String, into connection: inout Stored<ConnectionRecord>) throws {
        let keyring = environment.keyring
        connection.value.sealedSecret = try keyring.seal(secret, record: connection.id, field: Self.secretField)
        connection.value.secretFingerprint = keyring.fingerprint(
            of: secret, record: connection.id, field: Self.secretField)
    }

    private static func find(
        _ ref: String, of organizationRef: String, in transaction: ActionTransaction
    ) throws -> (connection: Stored<ConnectionRecord>, organization: Stored<OrganizationRecord>) {
        let organization = try transaction.organization(organizationRef)
        let found =
            UUIDGrammar.isCanonical(ref)
            ? try transaction.object(ConnectionRecord.self, id: ref.lowercased())
            : try transaction.object(
                ConnectionRecord.self, holding: ConnectionRecord.nameClaim(organization: organization.id, name: ref))
        guard let found, found.value.organizationID == organization.id else {
            throw ServiceError(
                .notFound, code: "connectionDoesNotExist", "the organization has no such connection")
        }
        return (found, organization)
    }

    private static func requireFree(_ claim: Claim, in transaction: ActionTransaction) throws {
        if try transaction.record(holding: claim) != nil {
            throw ServiceError.taken(
                "name", code: "connectionAlreadyExists", "the organization has a connection of this name")
        }
    }

    private static func requireRoom(
        in organization: Stored<OrganizationRecord>, _ transaction: ActionTransaction
    ) throws {
        let count = try transaction.claimCount(ConnectionRecord.nameSpace, prefix: "\(organization.id)/")
        guard count < maxPerOrganization else {
            throw ServiceError(
                .conflict, code: "tooManyConnections", "an organization has at most \(maxPerOrganization) connections")
        }
    }

    private static func note(
        _ operation: Change.Operation, _ connection: Stored<ConnectionRecord>,
        _ organization: Stored<OrganizationRecord>, before: Connection? = nil, after: Connection? = nil,
        in transaction: ActionTransaction
    ) throws {
        try transaction.note(
            operation, connection, ref: "\(organization.value.name)/\(connection.value.name)",
            holders: [organization.id], before: before, after: after)
    }

    private static var changedMeanwhile: ServiceError {
        ServiceError(.conflict, code: "changedMeanwhile", "the connection has changed: read it again")
    }
}

extension CreateConnectionRequest {
    /// The token or the key: a checked request has one of them.
    fileprivate var secret: String { (accessToken ?? "") + (appPrivateKey ?? "") }
}

extension UpdateConnectionRequest {
    /// The new token or key, where there is one.
    fileprivate var newSecret: String? { [accessToken, appPrivateKey].compactMap(\.self).first { !$0.isEmpty } }
}

extension ConnectionRecord {
    /// Takes over what a request gives, but for the secret.
    fileprivate mutating func apply(_ request: UpdateConnectionRequest) {
        name = request.name ?? name
        appID = request.appID ?? appID
        installationAccount = request.installationAccount ?? installationAccount
        remoteUserID = request.remoteUserID ?? remoteUserID
        remoteUserName = request.remoteUserName ?? remoteUserName
        expiresAt = request.expiresAt ?? (request.newSecret == nil ? expiresAt : nil)
        needsToken = request.needsToken ?? (request.newSecret == nil && needsToken)
    }
}
