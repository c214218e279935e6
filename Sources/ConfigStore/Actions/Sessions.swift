import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with sessions, and finding out whose token or session it is.
struct Sessions: Sendable {
    let environment: ActionEnvironment
    private let owners = Remembered<RecordVersion, Owner>(limit: 5_000)
    static let maxPerUser = 1_000
    static let lifetimeSeconds = 60...2_592_000

    func create(for userRef: String, _ request: CreateSessionRequest) async throws -> Session {
        guard Self.lifetimeSeconds.contains(request.lifetimeSeconds) else {
            let range = Self.lifetimeSeconds
            throw ServiceError(
                code: "invalidLifetime",
                violations: Violations([
                    Violation(
                        "lifetime_seconds", .outOfRange,
                        "\(range.lowerBound) to \(range.upperBound) seconds are allowed")
                ]))
        }
        let secret = UserTokens.random()
        let recordID = environment.identifiers.next()
        let expiry = environment.now().addingTimeInterval(Double(request.lifetimeSeconds))
        return try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            transaction.requireUnchanged(user.key, revision: user.revision)
            let session = Stored(
                id: recordID, revision: 0,
                value: SessionRecord(hash: UserTokens.hash(secret), userID: user.id, expiresAt: expiry))
            try transaction.put(session)
            transaction.take(SessionRecord.hashClaim(session.value.hash), for: session.key)
            transaction.take(SessionRecord.userClaim(user: user.id, hash: session.value.hash), for: session.key)
            transaction.take(Expiry.claim(expiry, session.key), for: session.key)
            try transaction.note(Change(.create, session, of: user))
            return Session(id: secret, userID: user.id, expiresAt: expiry)
        }
    }

    func delete(_ userRef: String, _ sessionID: String) async throws {
        let claim = SessionRecord.hashClaim(UserTokens.hash(sessionID))
        try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            guard let session = try transaction.object(SessionRecord.self, holding: claim),
                session.value.userID == user.id
            else {
                throw ServiceError(.notFound, code: "sessionDoesNotExist", "there is no such session")
            }
            try Self.remove(session, in: transaction)
            try transaction.note(Change(.delete, session, of: user))
        }
    }

    func deleteAll(of userRef: String) async throws {
        try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            for session in try transaction.objects(SessionRecord.self, SessionRecord.all(of: user.id)) {
                try Self.remove(session, in: transaction)
                try transaction.note(Change(.delete, session, of: user))
            }
        }
    }

    /// The id of the user that a token or session belongs to.
    func userID(for credential: Credential) async throws -> String {
        let claim =
            switch credential {
            case .token(let token): UserTokenRecord.hashClaim(UserTokens.hash(token))
            case .session(let id): SessionRecord.hashClaim(UserTokens.hash(id))
            }
        guard let record = try await environment.database.store.record(holding: claim) else { throw Self.unknown }
        let owner = try owner(of: record)
        if let end = owner.expiresAt, end <= environment.now() { throw Self.unknown }
        return owner.userID
    }

    /// Whose token or session a record is; a revision of a record always says the same.
    private func owner(of record: Record) throws -> Owner {
        let version = RecordVersion(key: record.key, revision: record.revision)
        if let known = owners.find(version) { return known }
        let owner: Owner
        if record.kind == UserTokenRecord.kind {
            owner = Owner(userID: try Stored<UserTokenRecord>(record).value.userID, expiresAt: nil)
        } else {
            let session = try Stored<SessionRecord>(record).value
            owner = Owner(userID: session.userID, expiresAt: session.expiresAt)
        }
        owners.keep(owner, for: version)
        return owner
    }

    static func remove(_ session: Stored<SessionRecord>, in transaction: ActionTransaction) throws {
        transaction.release(SessionRecord.hashClaim(session.value.hash))
        transaction.release(SessionRecord.userClaim(user: session.value.userID, hash: session.value.hash))
        transaction.release(Expiry.claim(session.value.expiresAt, session.key))
        try transaction.delete(session)
    }

    private struct RecordVersion: Hashable {
        let key: RecordKey
        let revision: Int
    }

    private struct Owner {
        let userID: String
        /// Nil for a token, which has no end.
        let expiresAt: Date?
    }

    private static var unknown: ServiceError {
        ServiceError(.unauthorized, code: "unauthorized", "this token or session is not valid")
    }
}
