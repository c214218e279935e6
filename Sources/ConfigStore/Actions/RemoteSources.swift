import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with remote sources.
struct RemoteSources: Sendable {
    let environment: ActionEnvironment
    private static let secretField = "clientSecret"

    func create(_ request: CreateRemoteSourceRequest) async throws -> RemoteSource {
        let now = environment.now()
        let id = environment.identifiers.next()
        let isForConnections = request.authType == RemoteSourceRules.tokenAuthType
        let record = RemoteSourceRecord(
            name: request.name ?? "", apiURL: request.apiURL ?? "", type: request.type ?? "",
            authType: request.authType ?? "", clientID: request.clientID ?? "", sealedClientSecret: "",
            clientSecretFingerprint: "", skipVerify: request.skipVerify ?? false, sshHostKey: request.sshHostKey ?? "",
            skipSSHHostKeyCheck: request.skipSSHHostKeyCheck ?? false,
            registrationEnabled: request.registrationEnabled ?? !isForConnections,
            loginEnabled: request.loginEnabled ?? !isForConnections,
            creationTime: now, updateTime: now)
        return try await environment.database.do { transaction in
            let source = try checked(
                Stored(id: id, revision: 0, value: record), newClientSecret: request.clientSecret ?? "")
            try Self.requireFree(source.value.name, in: transaction)
            try transaction.put(source)
            transaction.take(RemoteSourceRecord.nameClaim(source.value.name), for: source.key)
            let created = RemoteSource(source.written)
            try transaction.note(Change(.create, nil, created))
            return created
        }
    }

    func update(_ ref: String, _ request: UpdateRemoteSourceRequest) async throws -> RemoteSource {
        let now = environment.now()
        return try await environment.removals.unlessHeldByRemoved { transaction in
            let stored = try transaction.remoteSource(ref)
            var changed = stored
            changed.value.apply(request)
            changed.value.updateTime = now
            changed = try checked(changed, newClientSecret: request.clientSecret)
            try Self.requireUnused(stored, unlessUnchanged: changed, in: transaction)
            if changed.value.name != stored.value.name {
                try Self.requireFree(changed.value.name, in: transaction)
                transaction.release(RemoteSourceRecord.nameClaim(stored.value.name))
                transaction.take(RemoteSourceRecord.nameClaim(changed.value.name), for: changed.key)
            }
            try transaction.put(changed)
            let updated = RemoteSource(changed.written)
            try transaction.note(Change(.update, RemoteSource(stored), updated))
            return updated
        }
    }

    func delete(_ ref: String) async throws {
        try await environment.removals.unlessHeldByRemoved { transaction in
            let source = try transaction.remoteSource(ref)
            try Self.requireUnused(source, in: transaction)
            transaction.release(RemoteSourceRecord.nameClaim(source.value.name))
            try transaction.delete(source)
            try transaction.note(Change(.delete, RemoteSource(source), nil))
        }
    }

    /// The stored record, from memory where it can be.
    func find(_ ref: String) async throws -> Record {
        let store = environment.database.store
        let found =
            UUIDGrammar.isCanonical(ref)
            ? try await store.record(RecordKey(RemoteSourceRecord.kind, ref.lowercased()))
            : try await store.record(holding: RemoteSourceRecord.nameClaim(ref))
        guard let found else {
            throw ServiceError(.notFound, code: "remoteSourceDoesNotExist", "there is no such remote source")
        }
        return found
    }

    func credentials(_ ref: String) async throws -> RemoteSourceCredentials {
        let stored = try Stored<RemoteSourceRecord>(try await find(ref))
        guard !stored.value.sealedClientSecret.isEmpty else { return RemoteSourceCredentials(clientSecret: "") }
        return RemoteSourceCredentials(
            clientSecret: try environment.keyring.open(
                stored.value.sealedClientSecret, record: stored.id, field: Self.secretField))
    }

    /// Whether a client secret is the stored one, without giving it out.
    func secretMatches(_ ref: String, _ secret: String) async throws -> Bool {
        let stored = try Stored<RemoteSourceRecord>(try await find(ref))
        return environment.keyring.matches(
            secret, fingerprint: stored.value.clientSecretFingerprint, record: stored.id, field: Self.secretField)
    }

    /// One page, by name, and whether there is more.
    func list(_ page: PageRequest) async throws -> (items: [RemoteSource], hasMore: Bool) {
        let range = ClaimRange(
            "remotesource.name", after: page.after, limit: page.limit + 1, ascending: page.ascending)
        let found = try await environment.database.do { transaction in
            try transaction.objects(RemoteSourceRecord.self, range).map(RemoteSource.init)
        }
        return (Array(found.prefix(page.limit)), found.count > page.limit)
    }

    /// Checks a source as a whole and seals a new secret for it.
    func checked(
        _ source: Stored<RemoteSourceRecord>, newClientSecret: String?
    ) throws -> Stored<RemoteSourceRecord> {
        var source = source
        do {
            source.value.apiURL = try RemoteSourceRules.check(
                source.value, newClientSecret: newClientSecret,
                hasClientSecret: !source.value.sealedClientSecret.isEmpty, drivers: environment.drivers())
        } catch {
            throw ServiceError(code: RemoteSourceRules.code(for: error), violations: error)
        }
        if source.value.authType != "oauth2" {
            source.value.clientID = ""
            source.value.sealedClientSecret = ""
            source.value.clientSecretFingerprint = ""
        } else if let newClientSecret {
            let keyring = environment.keyring
            source.value.sealedClientSecret = try keyring.seal(
                newClientSecret, record: source.id, field: Self.secretField)
            source.value.clientSecretFingerprint = keyring.fingerprint(
                of: newClientSecret, record: source.id, field: Self.secretField)
        }
        return source
    }

    private static func requireFree(_ name: String, in transaction: ActionTransaction) throws {
        if try transaction.record(holding: RemoteSourceRecord.nameClaim(name)) != nil {
            throw ServiceError.taken(
                "name", code: "remoteSourceAlreadyExists", "there is a remote source of this name")
        }
    }

    /// Another forge or another way to authenticate would leave linked accounts without meaning.
    private static func requireUnused(
        _ stored: Stored<RemoteSourceRecord>, unlessUnchanged changed: Stored<RemoteSourceRecord>,
        in transaction: ActionTransaction
    ) throws {
        guard stored.value.type != changed.value.type || stored.value.authType != changed.value.authType else { return }
        try requireUnused(stored, in: transaction)
        // Linking an account does not change the source.
        transaction.requireUnreferenced(stored.key)
    }

    private static func requireUnused(
        _ source: Stored<RemoteSourceRecord>, in transaction: ActionTransaction
    ) throws {
        let counts = try transaction.referenceCounts(to: source.key)
        let uses = [
            ("linked account", counts[LinkedAccountRecord.kind] ?? 0),
            ("connection", counts[ConnectionRecord.kind] ?? 0), ("project", counts[ProjectRecord.kind] ?? 0),
        ].filter { $0.1 > 0 }
        guard !uses.isEmpty else { return }
        let words = uses.map { name, count in "\(count) \(name)\(count == 1 ? "" : "s")" }
        let list = [words.dropLast().joined(separator: ", "), words.last ?? ""].filter { !$0.isEmpty }
            .joined(separator: " and ")
        let verb = uses.map(\.1) == [1] ? "uses" : "use"
        throw ServiceError(
            .conflict, code: "remoteSourceInUse", "\(list) \(verb) this remote source",
            details: uses.map { name, count in
                Violation(FieldPath(name.replacing(" ", with: "_") + "s"), "inUse", String(count))
            })
    }
}

extension RemoteSourceRecord {
    /// Takes over what a request gives, and nothing else: the id is never read.
    fileprivate mutating func apply(_ request: UpdateRemoteSourceRequest) {
        name = request.name ?? name
        apiURL = request.apiURL ?? apiURL
        type = request.type ?? type
        authType = request.authType ?? authType
        clientID = request.clientID ?? clientID
        skipVerify = request.skipVerify ?? skipVerify
        sshHostKey = request.sshHostKey ?? sshHostKey
        skipSSHHostKeyCheck = request.skipSSHHostKeyCheck ?? skipSSHHostKeyCheck
        let isForConnections = authType == RemoteSourceRules.tokenAuthType
        registrationEnabled = request.registrationEnabled ?? (registrationEnabled && !isForConnections)
        loginEnabled = request.loginEnabled ?? (loginEnabled && !isForConnections)
    }
}
