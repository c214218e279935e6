import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// What can be done with users.
struct Users: Sendable {
    let environment: ActionEnvironment

    func create(_ request: CreateUserRequest) async throws -> UserDetails {
        try Self.check(request)
        let name = request.userName ?? ""
        let now = environment.now()
        let user = Stored(
            id: environment.identifiers.next(), revision: 0,
            value: UserRecord(name: name, admin: false, creationTime: now, updateTime: now))
        let root = RootGroups.new(id: environment.identifiers.next(), of: user.key, visibility: .public, at: now)
        return try await environment.database.do { transaction in
            try Self.requireFree(name, in: transaction)
            try transaction.put(user)
            transaction.take(UserRecord.nameClaim(name), for: user.key)
            try RootGroups.add(root, of: user.key, in: transaction)
            var accounts: [LinkedAccount] = []
            if let request = request.linkedAccount {
                let all = LinkedAccounts(environment: environment)
                accounts = [LinkedAccount(try all.add(request, to: user, in: transaction))]
            }
            let created = User(user.written)
            transaction.note(Change(.create, nil, created))
            for account in accounts { try transaction.note(Change(.create, nil, account, of: created)) }
            return UserDetails(user: created, tokenNames: [], linkedAccounts: accounts)
        }
    }

    func update(_ ref: String, _ request: UpdateUserRequest) async throws -> User {
        if let name = request.userName { try Self.checkName(name) }
        let now = environment.now()
        return try await environment.database.do { transaction in
            var user = try transaction.user(ref)
            let before = User(user)
            let old = user.value.name
            let new = request.userName ?? old
            if new != old {
                try Self.requireFree(new, in: transaction)
                transaction.release(UserRecord.nameClaim(old))
                transaction.take(UserRecord.nameClaim(new), for: user.key)
            }
            user.value.name = new
            user.value.admin = request.admin ?? user.value.admin
            user.value.updateTime = now
            try transaction.put(user)
            let updated = User(user.written)
            transaction.note(Change(.update, before, updated))
            return updated
        }
    }

    /// The stored record, from memory where it can be.
    func find(_ ref: String) async throws -> Record {
        let store = environment.database.store
        let found =
            UUIDGrammar.isCanonical(ref)
            ? try await store.record(RecordKey(UserRecord.kind, ref.lowercased()))
            : try await store.record(holding: UserRecord.nameClaim(ref))
        guard let found else { throw ServiceError(.notFound, code: "userDoesNotExist", "there is no such user") }
        return found
    }

    func details(_ ref: String) async throws -> UserDetails {
        try await environment.database.do { transaction in
            try Self.details(of: try transaction.user(ref), in: transaction)
        }
    }

    /// One page, by name, and whether there is more.
    func list(_ page: PageRequest) async throws -> (items: [User], hasMore: Bool) {
        let range = Self.range(page)
        let found = try await environment.database.do { transaction in
            try transaction.objects(UserRecord.self, range).map(User.init)
        }
        return (Array(found.prefix(page.limit)), found.count > page.limit)
    }

    /// One page with tokens and linked accounts: each comes from one walk for all users of the page.
    func listDetails(_ page: PageRequest) async throws -> (items: [UserDetails], hasMore: Bool) {
        let range = Self.range(page)
        return try await environment.database.do { transaction in
            let found = try transaction.objects(UserRecord.self, range)
            let details = try found.prefix(page.limit).map { try Self.details(of: $0, in: transaction) }
            return (details, found.count > page.limit)
        }
    }

    /// The user with this account at a forge.
    func byRemoteUser(_ remoteUser: String, source ref: String) async throws -> UserDetails {
        try await environment.database.do { transaction in
            let source = try transaction.remoteSource(ref)
            let claim = LinkedAccountRecord.remoteClaim(source: source.id, remoteUser: remoteUser)
            guard let account = try transaction.object(LinkedAccountRecord.self, holding: claim) else {
                throw ServiceError(
                    .notFound, code: "linkedAccountDoesNotExist", "no user has linked this account of the forge")
            }
            return try Self.details(of: try transaction.user(account.value.userID), in: transaction)
        }
    }

    static func details(of user: Stored<UserRecord>, in transaction: ActionTransaction) throws -> UserDetails {
        UserDetails(
            user: User(user), tokenNames: try UserTokens.all(of: user, in: transaction).map(\.name),
            linkedAccounts: try LinkedAccounts.all(of: user, in: transaction))
    }

    private static func range(_ page: PageRequest) -> ClaimRange {
        ClaimRange("user.name", after: page.after, limit: page.limit + 1, ascending: page.ascending)
    }

    private static func check(_ request: CreateUserRequest) throws {
        var violations = Violations()
        violations.add(NameGrammar.violation(of: request.userName ?? "", at: "user_name"))
        let nameIsWrong = !violations.isEmpty
        if let account = request.linkedAccount {
            violations.add(contentsOf: LinkedAccountRules.check(account, at: "create_user_la_request"))
        }
        guard !violations.isEmpty else { return }
        throw ServiceError(code: nameIsWrong ? "invalidUserName" : "invalidLinkedAccount", violations: violations)
    }

    private static func checkName(_ name: String) throws {
        if let violation = NameGrammar.violation(of: name, at: "user_name") {
            throw ServiceError(code: "invalidUserName", violations: Violations([violation]))
        }
    }

    private static func requireFree(_ name: String, in transaction: ActionTransaction) throws {
        if try transaction.record(holding: UserRecord.nameClaim(name)) != nil {
            throw ServiceError.taken("user_name", code: "userAlreadyExists", "there is a user of this name")
        }
    }
}
