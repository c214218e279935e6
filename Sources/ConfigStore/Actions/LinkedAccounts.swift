import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with linked accounts.
struct LinkedAccounts: Sendable {
    let environment: ActionEnvironment
    /// One for each remote source; nobody has more forges than this.
    static let maxPerUser = 100
    /// How long one gateway may take to refresh tokens before another one may try.
    static let refreshLeaseSeconds = 30.0

    func create(for userRef: String, _ request: CreateLinkedAccountRequest) async throws -> LinkedAccount {
        let violations = LinkedAccountRules.check(request)
        guard violations.isEmpty else {
            throw ServiceError(code: "invalidLinkedAccount", violations: violations)
        }
        return try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            let account = try add(request, to: user, in: transaction)
            try transaction.touch(user)
            let created = LinkedAccount(account)
            try transaction.note(Change(.create, nil, created, of: User(user)))
            return created
        }
    }

    /// Adds a checked account to a user, in the transaction of the caller, who also writes the user's record.
    func add(
        _ request: CreateLinkedAccountRequest, to user: Stored<UserRecord>, in transaction: ActionTransaction
    ) throws -> Stored<LinkedAccountRecord> {
        let source = try transaction.remoteSource(request.remoteSourceRef ?? "")
        try LinkedAccountRules.requireSignIn(source.value)
        transaction.requireUnchanged(source.key, revision: source.revision)
        let now = environment.now()
        let remoteUser = request.remoteUserID ?? ""
        var account = Stored(
            id: environment.identifiers.next(), revision: 0,
            value: LinkedAccountRecord(
                userID: user.id, remoteSourceID: source.id, remoteUserID: remoteUser,
                remoteUserName: request.remoteUserName ?? "", remoteUserAvatarURL: request.remoteUserAvatarURL ?? "",
                sealedAccessToken: "", sealedRefreshToken: "", needsLogin: false, creationTime: now, updateTime: now))
        if let credentials = request.credentials { try seal(credentials, into: &account) }
        let remote = LinkedAccountRecord.remoteClaim(source: source.id, remoteUser: remoteUser)
        let owner = LinkedAccountRecord.ownerClaim(user: user.id, source: source.id)
        if try transaction.record(holding: remote) != nil {
            throw ServiceError.taken(
                "remote_user_id", code: "linkedAccountAlreadyExists", "this account of the forge is linked to a user")
        }
        if try transaction.record(holding: owner) != nil {
            throw ServiceError.taken(
                "remote_source_name", code: "linkedAccountAlreadyExists",
                "the user has a linked account of this remote source")
        }
        try transaction.put(account)
        transaction.take(remote, for: account.key)
        transaction.take(owner, for: account.key)
        transaction.refer(from: account.key, to: source.key)
        return account.written
    }

    /// Changes an account. Fresh tokens alone are no entry in the audit log, nor are leases: they come and go by
    /// themselves, and a login that brings them is in the log as its session.
    func update(_ userRef: String, _ id: String, _ request: UpdateLinkedAccountRequest) async throws -> LinkedAccount {
        let violations = LinkedAccountRules.check(request)
        guard violations.isEmpty else {
            throw ServiceError(code: "invalidLinkedAccount", violations: violations)
        }
        return try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            var account = try Self.find(id, of: user, in: transaction)
            if let expected = request.ifRevision, expected != account.revision { throw Self.changedMeanwhile }
            let before = LinkedAccount(account)
            account.value.remoteUserName = request.remoteUserName ?? account.value.remoteUserName
            account.value.remoteUserAvatarURL = request.remoteUserAvatarURL ?? account.value.remoteUserAvatarURL
            if let credentials = request.credentials {
                try seal(credentials, into: &account)
                account.value.needsLogin = false
                account.value.refreshHolder = nil
                account.value.refreshLeaseEnds = nil
            }
            if let needsLogin = request.needsLogin {
                account.value.needsLogin = needsLogin
                account.value.refreshHolder = nil
                account.value.refreshLeaseEnds = nil
            }
            account.value.updateTime = environment.now()
            try transaction.put(account)
            try transaction.touch(user)
            let updated = LinkedAccount(account.written)
            if updated.remoteUserName != before.remoteUserName || updated.needsLogin != before.needsLogin
                || updated.remoteUserAvatarURL != before.remoteUserAvatarURL
            {
                try transaction.note(Change(.update, before, updated, of: User(user)))
            }
            return updated
        }
    }

    func delete(_ userRef: String, _ id: String) async throws {
        try await environment.removals.unlessHeldByRemoved { transaction in
            let user = try transaction.user(userRef)
            let account = try Self.find(id, of: user, in: transaction)
            try AccountUses(user: user, transaction: transaction).requireNone(of: account)
            try Self.remove(account, in: transaction)
            try transaction.touch(user)
            try transaction.note(Change(.delete, LinkedAccount(account), nil, of: User(user)))
        }
    }

    func get(_ userRef: String, _ id: String) async throws -> LinkedAccount {
        try await environment.database.do { transaction in
            LinkedAccount(try Self.find(id, of: try transaction.user(userRef), in: transaction))
        }
    }

    func list(_ userRef: String) async throws -> [LinkedAccount] {
        try await environment.database.do { transaction in
            try Self.all(of: try transaction.user(userRef), in: transaction)
        }
    }

    func credentials(_ userRef: String, _ id: String) async throws -> LinkedAccountCredentials {
        try await environment.database.do { transaction in
            let account = try Self.find(id, of: try transaction.user(userRef), in: transaction)
            let value = account.value
            let keyring = environment.keyring
            return LinkedAccountCredentials(
                accessToken: try keyring.open(value.sealedAccessToken, record: account.id, field: "accessToken"),
                refreshToken: value.sealedRefreshToken.isEmpty
                    ? "" : try keyring.open(value.sealedRefreshToken, record: account.id, field: "refreshToken"),
                expiresAt: value.accessTokenExpiresAt, revision: account.revision)
        }
    }

    /// Lets one asker refresh the tokens: nobody else gets the lease until they are stored or half a minute is over.
    ///
    /// - Returns: The account with the revision that the update has to name.
    func acquireRefreshLease(_ userRef: String, _ id: String, _ request: RefreshLeaseRequest) async throws
        -> LinkedAccount
    {
        if let violation = TextRule.violation(of: request.holder, at: "holder", maxBytes: 64) {
            throw ServiceError(code: "invalidHolder", violations: Violations([violation]))
        }
        let now = environment.now()
        return try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            var account = try Self.find(id, of: user, in: transaction)
            guard account.revision == request.revision else { throw Self.changedMeanwhile }
            if let ends = account.value.refreshLeaseEnds, ends > now, account.value.refreshHolder != request.holder {
                throw ServiceError(
                    .conflict, code: "refreshInProgress", "another gateway is refreshing these tokens",
                    retryAfterSeconds: 1)
            }
            account.value.refreshHolder = request.holder
            account.value.refreshLeaseEnds = now.addingTimeInterval(Self.refreshLeaseSeconds)
            try transaction.put(account)
            try transaction.touch(user)
            return LinkedAccount(account.written)
        }
    }

    static func all(of user: Stored<UserRecord>, in transaction: ActionTransaction) throws -> [LinkedAccount] {
        try transaction.objects(LinkedAccountRecord.self, LinkedAccountRecord.all(of: user.id))
            .sorted { ($0.value.creationTime, $0.id) < ($1.value.creationTime, $1.id) }
            .map(LinkedAccount.init)
    }

    static func remove(_ account: Stored<LinkedAccountRecord>, in transaction: ActionTransaction) throws {
        releaseClaims(of: account.value, in: transaction)
        transaction.stopReferring(
            from: account.key, to: RecordKey(RemoteSourceRecord.kind, account.value.remoteSourceID))
        try transaction.delete(account)
    }

    /// Takes an account from a user who is deleted. Where the user's own projects, which are deleted too, still refer to
    /// it, the record stays until they are removed: without tokens, and found by nobody.
    static func detach(_ account: Stored<LinkedAccountRecord>, in transaction: ActionTransaction) throws {
        let value = account.value
        guard try transaction.referenceCount(to: account.key) > 0 else { return try remove(account, in: transaction) }
        releaseClaims(of: value, in: transaction)
        transaction.take(LinkedAccountRecord.detachedClaim(user: value.userID, id: account.id), for: account.key)
        var empty = account
        empty.value.sealedAccessToken = ""
        empty.value.sealedRefreshToken = ""
        try transaction.put(empty)
    }

    /// Removes what `detach` left.
    static func removeDetached(_ account: Stored<LinkedAccountRecord>, in transaction: ActionTransaction) throws {
        let value = account.value
        transaction.release(LinkedAccountRecord.detachedClaim(user: value.userID, id: account.id))
        transaction.stopReferring(from: account.key, to: RecordKey(RemoteSourceRecord.kind, value.remoteSourceID))
        try transaction.delete(account)
    }

    private static func releaseClaims(of value: LinkedAccountRecord, in transaction: ActionTransaction) {
        transaction.release(
            LinkedAccountRecord.remoteClaim(source: value.remoteSourceID, remoteUser: value.remoteUserID))
        transaction.release(LinkedAccountRecord.ownerClaim(user: value.userID, source: value.remoteSourceID))
    }

    private static func find(
        _ id: String, of user: Stored<UserRecord>, in transaction: ActionTransaction
    ) throws -> Stored<LinkedAccountRecord> {
        guard let account = try transaction.object(LinkedAccountRecord.self, id: id), account.value.userID == user.id
        else {
            throw ServiceError(.notFound, code: "linkedAccountDoesNotExist", "the user has no such linked account")
        }
        return account
    }

    func seal(_ credentials: LinkedAccountCredentials, into account: inout Stored<LinkedAccountRecord>) throws {
        let keyring = environment.keyring
        account.value.sealedAccessToken = try keyring.seal(
            credentials.accessToken, record: account.id, field: "accessToken")
        account.value.sealedRefreshToken =
            credentials.refreshToken.isEmpty
            ? "" : try keyring.seal(credentials.refreshToken, record: account.id, field: "refreshToken")
        account.value.accessTokenExpiresAt = credentials.expiresAt
    }

    private static var changedMeanwhile: ServiceError {
        ServiceError(.conflict, code: "changedMeanwhile", "the linked account has changed: read it again")
    }
}
