import ConfigStoreAPI
import Crypto
import Foundation
import ServiceKit
import Validation

/// What can be done with API tokens.
struct UserTokens: Sendable {
    let environment: ActionEnvironment
    static let maxPerUser = 100

    /// Makes a token; this answer is the only place where it is ever seen.
    func create(for userRef: String, _ request: CreateUserTokenRequest) async throws -> CreatedUserToken {
        let name = request.tokenName ?? ""
        if let violation = TextRule.tokenNameViolation(of: name, at: "token_name") {
            throw ServiceError(code: "invalidUserTokenName", violations: Violations([violation]))
        }
        let secret = "spt_" + Self.random()
        let hash = Self.hash(secret)
        let id = environment.identifiers.next()
        let now = environment.now()
        return try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            if try Self.all(of: user, in: transaction).count >= Self.maxPerUser {
                throw ServiceError(
                    .conflict, code: "tooManyUserTokens", "a user has at most \(Self.maxPerUser) tokens: delete one")
            }
            let claim = UserTokenRecord.nameClaim(user: user.id, name: name)
            if try transaction.record(holding: claim) != nil {
                throw ServiceError.taken(
                    "token_name", code: "userTokenAlreadyExists", "the user has a token of this name")
            }
            let token = Stored(
                id: id, revision: 0,
                value: UserTokenRecord(name: name, userID: user.id, hash: hash, creationTime: now))
            try transaction.put(token)
            transaction.take(claim, for: token.key)
            transaction.take(UserTokenRecord.hashClaim(hash), for: token.key)
            try transaction.touch(user)
            try transaction.note(Change(.create, nil, UserToken(token), of: User(user)))
            return CreatedUserToken(name: name, token: secret)
        }
    }

    func delete(_ userRef: String, _ name: String) async throws {
        try await environment.database.do { transaction in
            let user = try transaction.user(userRef)
            let claim = UserTokenRecord.nameClaim(user: user.id, name: name)
            guard let token = try transaction.object(UserTokenRecord.self, holding: claim) else {
                throw ServiceError(.notFound, code: "userTokenDoesNotExist", "the user has no token of this name")
            }
            try Self.remove(token, in: transaction)
            try transaction.touch(user)
            try transaction.note(Change(.delete, UserToken(token), nil, of: User(user)))
        }
    }

    func list(_ userRef: String) async throws -> [UserToken] {
        try await environment.database.do { transaction in
            try Self.all(of: try transaction.user(userRef), in: transaction)
        }
    }

    /// By name.
    static func all(of user: Stored<UserRecord>, in transaction: ActionTransaction) throws -> [UserToken] {
        try transaction.objects(UserTokenRecord.self, UserTokenRecord.all(of: user.id)).map(UserToken.init)
    }

    static func remove(_ token: Stored<UserTokenRecord>, in transaction: ActionTransaction) throws {
        transaction.release(UserTokenRecord.nameClaim(user: token.value.userID, name: token.value.name))
        transaction.release(UserTokenRecord.hashClaim(token.value.hash))
        try transaction.delete(token)
    }

    /// 32 random bytes as text.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.encode((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// What is stored of a token or a session's id.
    static func hash(_ secret: String) -> String {
        Base64URL.encode(Array(SHA256.hash(data: Array(secret.utf8))))
    }
}
