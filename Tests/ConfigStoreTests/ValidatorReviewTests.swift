import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceKit
import ServiceTesting
import Synchronization
import Testing
import Validation
import Validators

@testable import ConfigStore

/// A validator that does what a test tells it to.
final class TestValidator: Validator {
    let name = "test"
    let scope: ValidatorScope
    let allowsOnFailure: Bool
    private let seen = Mutex<[ProposedChange]>([])
    private let judge: @Sendable ([ProposedChange]) async throws(ValidatorFailure) -> [Violation]

    init(
        _ scope: ValidatorScope = ValidatorScope(operations: Set(ProposedChange.Operation.allCases)),
        allowsOnFailure: Bool = false,
        _ judge: @Sendable @escaping ([ProposedChange]) async throws(ValidatorFailure) -> [Violation] = { _ in [] }
    ) {
        self.scope = scope
        self.allowsOnFailure = allowsOnFailure
        self.judge = judge
    }

    func violations(
        in changes: [ProposedChange], deadline: ContinuousClock.Instant?
    ) async throws(ValidatorFailure) -> [Violation] {
        seen.withLock { $0 += changes }
        return try await judge(changes)
    }

    func take() -> [ProposedChange] {
        seen.withLock { seen in
            defer { seen = [] }
            return seen
        }
    }

    func takeLines() -> [String] {
        take().map { "\($0.operation) \($0.kind) \($0.previousPath.map { "\($0) → " } ?? "")\($0.path)" }
    }
}

extension RulesValidator {
    /// The validator `policy` with the given rules, one a line.
    static func rules(_ rules: String...) throws -> RulesValidator {
        let text = "version: 1\nrules:\n" + rules.map { "  - {\($0)}\n" }.joined()
        return try RulesFile(kinds: ObjectKinds.all).read(Array(text.utf8), file: "rules.yaml", name: "policy")
    }
}

@Suite("Validators in the configstore", .serviceLogs, .timeLimit(.minutes(5)))
struct ValidatorReviewTests {
    @Test("refuse as the built-in rules do, with their name, and nothing is stored")
    func refuses() async throws {
        let rules = try RulesValidator.rules(
            "kinds: [project], field: name, pattern: \"[a-z]+\", code: lower, message: use lower case",
            "kinds: [project], field: visibility, oneOf: [private]")
        try await ConfigStoreFixture.with(validators: [rules]) { fixture in
            try await fixture.client.organization(named: "acme")
            do {
                try await fixture.client.manualProject("org/acme/Api")
                Issue.record("it was created")
            } catch let error as ConfigStoreClientError {
                #expect(error.status == 400 && error.code == "validatorRefused")
                #expect(error.message == "name: use lower case (and 1 more)")
                #expect(error.details.map(\.field) == ["name", "visibility"])
                #expect(error.details.map(\.code) == ["policy.lower", "policy.oneOf"])
            }
            #expect(await ConfigStoreFixture.code { _ = try await fixture.client.project("org/acme/Api") } != nil)
            try await fixture.client.manualProject("org/acme/api", .private)
            let update = UpdateProjectRequest(visibility: "public")
            let code = await ConfigStoreFixture.code {
                _ = try await fixture.client.updateProject("org/acme/api", update)
            }
            #expect(code == "400 validatorRefused")
            #expect(try await fixture.client.project("org/acme/api").visibility == .private)
            #expect(try await fixture.client.audit().items.count == 2)
        }
    }

    @Test("see every kind and every operation, where it will be, and never a secret")
    func everything() async throws {
        let validator = TestValidator()
        try await ConfigStoreFixture.with(validators: [validator]) { fixture in
            let client = fixture.client
            var all: [ProposedChange] = []
            func expect(_ lines: String...) {
                let seen = validator.take()
                all += seen
                let found = seen.map {
                    "\($0.operation) \($0.kind) \($0.previousPath.map { "\($0) > " } ?? "")\($0.path)"
                }
                #expect(found == lines)
            }
            _ = try await client.createRemoteSource(.oauth2("gitea", secret: "s3cret-client"))
            _ = try await client.updateRemoteSource("gitea", UpdateRemoteSourceRequest(name: "forge"))
            expect("create remotesource gitea", "update remotesource gitea > forge")
            let account = CreateLinkedAccountRequest.account("7", source: "forge", token: "s3cret-access")
            let alice = try await client.createUser(CreateUserRequest(userName: "alice", linkedAccount: account)).user
            expect("create user user/alice", "create linkedaccount user/alice/login-7")
            _ = try await client.createUserToken(for: "alice", name: "laptop")
            try await client.deleteUserToken(user: "alice", name: "laptop")
            _ = try await client.createSession(for: "alice", lifetimeSeconds: 60)
            expect("create usertoken user/alice/laptop", "delete usertoken user/alice/laptop")
            try await client.organization(named: "acme", owner: alice)
            expect("create org org/acme", "create orgmember org/acme/alice")
            try await client.user(named: "bob")
            _ = try await client.createOrganizationInvitation(
                to: "acme", CreateOrganizationInvitationRequest(userRef: "bob", role: "member"))
            try await client.actOnOrganizationInvitation(
                of: "bob", to: "acme", OrganizationInvitationActionRequest(actionType: "accept"))
            _ = try await client.setOrganizationMember("bob", in: "acme", role: .owner)
            try await client.removeOrganizationMember("bob", from: "acme")
            expect(
                "create user user/bob", "create orginvitation org/acme/bob", "delete orginvitation org/acme/bob",
                "create orgmember org/acme/bob", "update orgmember org/acme/bob", "delete orgmember org/acme/bob")
            _ = try await client.createConnection(of: "acme", .token("bot", source: "forge"))
            try await client.deleteConnection("bot", of: "acme")
            expect("create connection org/acme/bot", "delete connection org/acme/bot")
            try await client.group("org/acme/a")
            try await client.group("org/acme/b")
            let project = try await client.manualProject("org/acme/a/p")
            _ = try await client.updateProject(project.id, UpdateProjectRequest(name: "q"))
            _ = try await client.updateProject(project.id, UpdateProjectRequest(parentRef: "org/acme/b"))
            expect(
                "create projectgroup org/acme/a", "create projectgroup org/acme/b", "create project org/acme/a/p",
                "update project org/acme/a/p > org/acme/a/q", "move project org/acme/a/q > org/acme/b/q")
            _ = try await client.updateProjectGroup("org/acme/b", UpdateProjectGroupRequest(parentRef: "org/acme/a"))
            expect("move projectgroup org/acme/b > org/acme/a/b", "move project org/acme/b/q > org/acme/a/b/q")
            _ = try await client.updateProjectGroup("org/acme/a", UpdateProjectGroupRequest(name: "c"))
            expect(
                "update projectgroup org/acme/a > org/acme/c", "move projectgroup org/acme/a/b > org/acme/c/b",
                "move project org/acme/a/b/q > org/acme/c/b/q")
            let data = ["key": "s3cret-data"]
            _ = try await client.createSecret(
                in: .projectGroup("org/acme/c"), CreateSecretRequest(name: "db", type: "internal", data: data))
            let value = VariableValueRequest(secretName: "db", secretVar: "key")
            _ = try await client.createVariable(
                in: .projectGroup("org/acme/c/b"), CreateVariableRequest(name: "DB", values: [value]))
            try await client.deleteVariable("DB", in: .projectGroup("org/acme/c/b"))
            try await client.deleteSecret("db", in: .projectGroup("org/acme/c"))
            expect(
                "create secret org/acme/c/db", "create variable org/acme/c/b/DB", "delete variable org/acme/c/b/DB",
                "delete secret org/acme/c/db")
            _ = try await client.updateUser("alice", UpdateUserRequest(userName: "carol"))
            expect("update user user/alice > user/carol")
            try await client.deleteProjectGroup("org/acme/c", cascade: true)
            expect(
                "delete projectgroup org/acme/c", "delete projectgroup org/acme/c/b", "delete project org/acme/c/b/q")
            _ = try await client.updateOrganization("acme", UpdateOrganizationRequest(visibility: "private"))
            try await client.deleteOrganization("acme")
            try await client.deleteUser("carol")
            try await client.deleteRemoteSource("forge")
            expect(
                "update org org/acme", "delete org org/acme", "delete orgmember org/acme/carol",
                "delete linkedaccount user/carol/login-7",
                "delete user user/carol", "delete remotesource forge")
            Self.checkFields(all)
            for change in all {
                let text = change.json(of: change.before) + change.json(of: change.after)
                #expect(!text.contains("s3cret") && !text.contains("BEGIN"), "\(text)")
            }
        }
    }

    /// What rules may name is what there is.
    private static func checkFields(_ changes: [ProposedChange]) {
        var found: [String: Set<String>] = [:]
        for change in changes {
            for object in [change.before, change.after] {
                guard let object, case .object(let members) = JSONValue(object) else { continue }
                found[change.kind, default: []].formUnion(members.keys)
            }
        }
        for kind in ObjectKinds.all {
            // No account and no connection here has a token that expires.
            let absent = Set(["access_token_expires_at", "expires_at"].filter(kind.fields.contains))
            guard let keys = found[kind.name] else { continue }
            #expect(keys.union(absent) == kind.fields.union(absent), "\(kind.name)")
        }
        #expect(found.count == ObjectKinds.all.count)
    }

    @Test("are asked again about what would be committed when something else was faster")
    func retry() async throws {
        let transport = Mutex<(any HTTPTransport)?>(nil)
        let validator = TestValidator(ValidatorScope(operations: [.update])) { changes in
            guard changes.first?.path.hasSuffix("/p") ?? false else { return [] }
            // Somebody renames the project while this one is looking at it.
            guard let found = transport.withLock({ $0 }) else { return [] }
            let client = ConfigStoreClient(baseURL: "http://configstore", transport: found)
            _ = try? await client.updateProject("org/acme/p", UpdateProjectRequest(name: "q"))
            return []
        }
        try await ConfigStoreFixture.with(validators: [validator]) { fixture in
            try await fixture.client.organization(named: "acme")
            let project = try await fixture.client.manualProject("org/acme/p")
            transport.withLock { $0 = fixture.transport }
            let updated = try await fixture.client.updateProject(
                project.id, UpdateProjectRequest(defaultBranch: "trunk"))
            #expect(updated.name == "q" && updated.defaultBranch == "trunk")
            #expect(
                validator.takeLines() == [
                    "update project org/acme/p", "update project org/acme/p → org/acme/q", "update project org/acme/q",
                ])
        }
    }

    @Test("are no way around: what a group holds is looked at where the group goes")
    func contents() async throws {
        let rules = try RulesValidator.rules(
            "kinds: [project], within: org/acme, field: remote_repository_config_type, oneOf: [remotesource]")
        try await ConfigStoreFixture.with(validators: [rules]) { fixture in
            let client = fixture.client
            try await client.organization(named: "acme")
            try await client.organization(named: "free")
            try await client.group("org/free/a")
            try await client.group("org/free/a/b")
            try await client.manualProject("org/free/a/b/p")
            func move(_ group: String, to parent: String) async -> String? {
                await ConfigStoreFixture.code {
                    _ = try await client.updateProjectGroup(group, UpdateProjectGroupRequest(parentRef: parent))
                }
            }
            let direct = await ConfigStoreFixture.code {
                _ = try await client.updateProject("org/free/a/b/p", UpdateProjectRequest(parentRef: "org/acme"))
            }
            #expect(direct == "400 validatorRefused")
            #expect(await move("org/free/a", to: "org/acme") == "400 validatorRefused")
            #expect(try await client.project("org/free/a/b/p").path == "org/free/a/b/p")
            try await client.deleteProject("org/free/a/b/p")
            #expect(await move("org/free/a", to: "org/acme") == nil)
            #expect(await move("org/acme/a", to: "org/free") == nil)
        }
    }

    @Test("look at what goes with a cascade when they say so, and at no more than there may be")
    func cascade() async throws {
        let rules = try RulesValidator.rules(
            "kinds: [project], operations: [delete], within: org/acme/prod, field: name, forbidden: true")
        try await ConfigStoreFixture.with(validators: [rules]) { fixture in
            let client = fixture.client
            try await client.organization(named: "acme")
            for path in ["org/acme/test", "org/acme/prod"] {
                try await client.group(path)
                try await client.manualProject(path + "/p")
            }
            for group in ["org/acme/test", "org/acme/prod"] {
                let code = await ConfigStoreFixture.code { try await client.deleteProjectGroup(group, cascade: true) }
                #expect(code == (group == "org/acme/test" ? nil : "400 validatorRefused"))
            }
            let whole = await ConfigStoreFixture.code { try await client.deleteOrganization("acme", cascade: true) }
            #expect(whole == "400 validatorRefused")
        }
        try await SQLiteStoreTests.withStore { store, directory in
            let review = ValidatorReview(
                installed: ValidatorSet([rules], logger: TestLog.current.logger(service: "validators")),
                stored: StoredValidators(), maxContents: 2)
            let keyring = try Keyring.load(path: directory + "/keyring.json", mayCreate: true)
            let environment = ActionEnvironment(
                database: Database(store: store, reviewers: [review]),
                keyrings: KeyringHolder(path: directory + "/keyring.json", keyring: keyring), drivers: [],
                identifiers: IdentifierGenerator(), now: { Date() })
            _ = try await Organizations(environment: environment).create(
                CreateOrganizationRequest(name: "acme", visibility: "public"))
            for name in ["a", "b"] {
                _ = try await Projects(environment: environment).create(.manual("org/acme/\(name)"))
            }
            let groups = ProjectGroups(environment: environment)
            _ = try await groups.create(
                CreateProjectGroupRequest(name: "g", parentRef: "org/acme", visibility: "public"))
            await #expect(throws: ServiceError.self) {
                try await Organizations(environment: environment).delete("acme", cascade: true)
            }
            try await groups.delete("org/acme/g", cascade: true)
            try await Organizations(environment: environment).delete("acme", cascade: true)
        }
    }

    @Test(
        "that can't be asked mean no, unless the operator says otherwise",
        arguments: [
            (ValidatorFailure.unavailable(name: "test", reason: "s3cret", retryAfterSeconds: 7), 503, "7"),
            (.busy(name: "test"), 503, "1"), (.deadlinePassed, 504, ""),
        ])
    func failures(failure: ValidatorFailure, status: Int, retryAfter: String) async throws {
        for allows in [false, true] {
            let validator = TestValidator(allowsOnFailure: allows) { _ throws(ValidatorFailure) in throw failure }
            try await ConfigStoreFixture.with(validators: [validator]) { fixture in
                let answer = try await fixture.send(
                    "POST", "/api/v1alpha/orgs", #"{"name":"acme","visibility":"public"}"#)
                #expect(answer.status == (allows && retryAfter == "7" ? 201 : status))
                #expect(!String(decoding: answer.body, as: UTF8.self).contains("s3cret"))
                let found = answer.headers.first { $0.name.lowercased() == "retry-after" }?.value ?? ""
                #expect(found == (answer.status == 201 ? "" : retryAfter))
            }
        }
    }
}

extension ProposedChange {
    func json(of object: [UInt8]?) -> String { object.map { String(decoding: $0, as: UTF8.self) } ?? "" }
}
