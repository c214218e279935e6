import ConfigStoreAPI
import ConfigStoreClient
import Gateway
import GatewayClient
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

@Suite("The gateway's client: secrets and variables", .serviceLogs)
struct SecretContractTests {
    private static let team = ProjectOrGroup.projectGroup("org/acme/team")
    private static let site = ProjectOrGroup.project("org/acme/team/site")

    /// Alice's organization with a group and a project in it, where carol is a member and bob is not.
    private static func with(
        _ visibility: String = "public",
        _ body: (ContractFixture, _ alice: GatewayClient, _ bob: GatewayClient, _ carol: GatewayClient) async throws ->
            Void
    ) async throws {
        try await ContractFixture.with { fixture in
            var clients: [GatewayClient] = []
            for name in ["alice", "bob", "carol"] {
                _ = try await fixture.admin.createUser(name)
                clients.append(
                    fixture.anonymous.with(token: try await fixture.admin.createUserToken(for: name, name: "test")))
            }
            let (alice, bob, carol) = (clients[0], clients[1], clients[2])
            _ = try await alice.createOrganization("acme", visibility: visibility)
            _ = try await fixture.store.setOrganizationMember("carol", in: "acme", role: .member)
            _ = try await alice.createProjectGroup(
                .init(name: "team", parentRef: "org/acme", visibility: visibility))
            _ = try await fixture.store.createProject(
                CreateProjectRequest(
                    name: "site", parentRef: "org/acme/team", visibility: visibility,
                    remoteRepositoryConfigType: "manual", cloneURL: "https://git.example.com/site.git",
                    cloneUser: "robot", clonePassword: "clone-s3cret"))
            try await body(fixture, alice, bob, carol)
        }
    }

    private static func secret(_ name: String, _ data: [String: String] = ["k": "v-s3cret"]) -> SecretRequest {
        SecretRequest(name: name, type: "internal", data: data)
    }

    private static func summary<Answer>(
        _ call: () async throws(GatewayClientError) -> Answer
    ) async throws -> String {
        try await ContractFixture.refusal(call).summary
    }

    @Test("makes, lists, changes and deletes secrets", arguments: [team, site])
    func secrets(parent: ProjectOrGroup) async throws {
        try await Self.with { _, alice, _, _ in
            let made = try await alice.createSecret(of: parent, Self.secret("db", ["k": "v-s3cret", "l": "w-s3cret"]))
            #expect(made.keys == ["k", "l"] && made.type == "internal" && made.parentPath.hasPrefix("org/acme/team"))
            #expect(try await alice.secret("db", of: parent) == made)
            #expect(try await alice.secretMatches("db", of: parent, data: ["k": "v-s3cret", "l": "w-s3cret"]))
            #expect(try await !alice.secretMatches("db", of: parent, data: ["k": "v-s3cret"]))
            let changed = try await alice.updateSecret(
                "db", of: parent, SecretRequest(name: "main-db", data: ["k": "2"]))
            #expect(changed.id == made.id && changed.keys == ["k"] && changed.dataFingerprint != made.dataFingerprint)
            for number in 10..<115 { _ = try await alice.createSecret(of: parent, Self.secret("s\(number)")) }
            let all = try await alice.allSecrets(of: parent).all
            #expect(all.map(\.name) == ["main-db"] + (10..<115).map { "s\($0)" }.sorted())
            try await alice.deleteSecret("main-db", of: parent)
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await alice.secret("main-db", of: parent)
                } == "404 secretDoesNotExist")
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await alice.createSecret(of: parent, Self.secret("s10"))
                } == "409 secretAlreadyExists")
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await alice.createSecret(of: parent, Self.secret("x", ["k": "", "b c": "s3cret"]))
                } == "400 invalidSecretData")
        }
    }

    @Test("makes, lists, resolves, changes and deletes variables")
    func variables() async throws {
        try await Self.with { _, alice, _, _ in
            _ = try await alice.createSecret(of: Self.team, Self.secret("db"))
            let when = VariableConditions(
                branch: .init(include: [.init(type: "simple", match: "main")]),
                tag: .init(include: [.init(type: "regexp", match: "^v")], exclude: [.init(type: "simple", match: "v0")])
            )
            let made = try await alice.createVariable(
                of: Self.site,
                VariableRequest(
                    name: "DB_URL",
                    values: [
                        .init(secretName: "db", secretVar: "k", when: when), .init(secretName: "db", secretVar: "k"),
                    ]))
            #expect(made.values.map(\.when) == [when, nil] && made.parentPath == "org/acme/team/site")
            #expect(made.values.map(\.matchingSecretParentPath) == ["org/acme/team", "org/acme/team"])
            #expect(try await alice.variable("DB_URL", of: Self.site) == made)
            let resolved = try await alice.allVariables(of: Self.site, tree: true, resolving: true).all
            let resolution = try #require(resolved.first?.values.first?.resolution)
            #expect(resolution.status == "inherited" && resolution.secretParentPath == "org/acme/team")
            #expect(resolution.reason == "inherited from org/acme/team")
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await alice.deleteSecret("db", of: Self.team)
                } == "409 secretInUse")
            let changed = try await alice.updateVariable("DB_URL", of: Self.site, VariableRequest(name: "db-url"))
            #expect(changed.name == "db-url" && changed.values == made.values)
            _ = try await alice.createVariable(
                of: Self.team, VariableRequest(name: "db-url", values: [.init(secretName: "db", secretVar: "k")]))
            let tree = try await alice.allVariables(of: Self.site, tree: true, resolving: true).all
            #expect(tree.map(\.overriddenBy) == [nil, "org/acme/team/site"])
            #expect(try await alice.allVariables(of: Self.site, tree: true, removingOverridden: true).all.count == 1)
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await alice.createVariable(
                        of: Self.site, VariableRequest(name: "X", values: [.init(secretName: "none", secretVar: "k")]))
                } == "400 invalidVariableValues")
            try await alice.deleteSecret("db", of: Self.team, cascade: true)
            #expect(try await alice.variables(of: Self.site, tree: true).items.isEmpty)
        }
    }

    @Test("shows them to members alone, and says nothing of private ones to others", arguments: ["public", "private"])
    func visibility(visibility: String) async throws {
        try await Self.with(visibility) { fixture, alice, bob, carol in
            _ = try await alice.createSecret(of: Self.site, Self.secret("db"))
            _ = try await alice.createVariable(
                of: Self.site, VariableRequest(name: "V", values: [.init(secretName: "db", secretVar: "k")]))
            for client in [alice, carol, fixture.admin] {
                #expect(try await client.secrets(of: Self.site, tree: true).items.map(\.name) == ["db"])
                #expect(try await client.variable("V", of: Self.site).name == "V")
            }
            let refused = visibility == "public" ? "403 forbidden" : "404 projectDoesNotExist"
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await bob.secrets(of: Self.site)
                } == refused)
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await bob.variables(of: Self.site, tree: true, resolving: true)
                } == refused)
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await bob.deleteSecret("db", of: Self.site)
                } == refused)
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await carol.updateSecret("db", of: Self.site, SecretRequest(data: ["k": "x"]))
                } == "403 forbidden")
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await carol.secretMatches("db", of: Self.site, data: ["k": "x"])
                } == "403 forbidden")
            #expect(
                try await Self.summary { () throws(GatewayClientError) in
                    try await fixture.anonymous.secrets(of: Self.site)
                } == "401 unauthorized")
        }
    }

    @Test("never gets the data back, whatever it asks")
    func data() async throws {
        try await Self.with { fixture, alice, _, _ in
            _ = try await alice.createSecret(of: Self.site, Self.secret("db"))
            _ = try await alice.createVariable(
                of: Self.site, VariableRequest(name: "V", values: [.init(secretName: "db", secretVar: "k")]))
            let base = "http://gateway/api/v1alpha/projects/org%2Facme%2Fteam%2Fsite/"
            for (method, path, body) in [
                ("GET", "secrets", ""), ("GET", "secrets?tree", ""), ("GET", "secrets/db", ""),
                ("GET", "secrets/db/credentials", ""), ("GET", "variables?tree&resolve", ""),
                ("PUT", "secrets/db", #"{"data":{"k":"v2-s3cret"}}"#),
                ("PUT", "secrets/db", #"{"data":{"l":"v2-s3cret"}}"#),
                ("PUT", "secrets/db", #"{"data":{"k":["v2-s3cret"]}}"#),
                ("PUT", "secrets/db", #"{"data":"v2-s3cret"}"#), ("PUT", "secrets/db", #"{"data":{"k":"v2-s3cret"#),
                ("POST", "secrets/db/secretcheck", #"{"data":{"k":"v2-s3cret"}}"#),
                ("DELETE", "secrets/db?cascade=yes", ""), ("GET", "audit", ""),
            ] {
                let answer = try await fixture.gateway.transport.send(
                    TransportRequest(
                        method: method, url: base + path,
                        headers: [TransportHeader("Authorization", "token \(ContractFixture.adminToken)")],
                        body: Array(body.utf8)))
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(!text.contains("s3cret"), "\(method) \(path): \(text)")
            }
            for secret in ["v-s3cret", "v2-s3cret"] { #expect(!TestLog.current.contains(secret)) }
        }
    }
}
