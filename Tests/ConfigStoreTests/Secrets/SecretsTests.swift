import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("Secrets", .serviceLogs)
struct SecretsTests {
    @Test("answer everything but their data", arguments: [ParentReference.p, .b, .root])
    func answers(parent: ParentReference) async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            let secret = try await client.makeSecret("db", in: parent, ["user": "u", "password": "s3cret"])
            #expect(secret.name == "db" && secret.type == "internal" && secret.keys == ["password", "user"])
            #expect(secret.parent.path == parent.ref && secret.parent.type == parent.type)
            #expect(secret.revision == 1 && !secret.dataFingerprint.isEmpty)
            #expect(try await client.secret("db", in: parent) == secret)
            #expect(try await client.secrets(in: parent).items == [secret])
            let byID = ParentReference(parent.type, secret.parent.id)
            #expect(try await client.secret("db", in: byID) == secret)
            let data = try await client.secretCredentials("db", in: parent).data
            #expect(data == ["user": "u", "password": "s3cret"])
            let path = "/api/v1alpha/\(parent.type.rawValue)s/\(secret.parent.id)/secrets"
            for answer in [try await fixture.send("GET", path), try await fixture.send("GET", path + "/db")] {
                #expect(!String(decoding: answer.body, as: UTF8.self).contains("s3cret"))
            }
        }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let request: CreateSecretRequest
        let code: String
        let details: [String]
        var testDescription: String { "\(request.name ?? "") \(code) \(details)" }

        init(
            _ code: String, _ details: [String], name: String? = "s", type: String? = "internal",
            data: [String: String]? = ["k": "s3cret"], path: String? = nil
        ) {
            request = CreateSecretRequest(name: name, type: type, data: data, path: path)
            self.code = code
            self.details = details
        }
    }

    @Test(
        "are refused with everything that is wrong, and nothing of their data",
        arguments: [
            Refused("invalidSecretName", ["name invalidName"], name: "a b"),
            Refused("invalidSecretName", ["name invalidName"], name: "under_score"),
            Refused("invalidSecretName", ["name required"], name: nil),
            Refused("invalidSecretType", ["type required"], type: nil),
            Refused("invalidSecretType", ["type notSupported"], type: "external"),
            Refused("invalidSecretData", ["data required"], data: nil),
            Refused("invalidSecretData", ["data required"], data: [:]),
            Refused("invalidSecretData", ["data.k required"], data: ["k": ""]),
            Refused("invalidSecretData", ["data.k invalidCharacter"], data: ["k": "s3cret\u{0}"]),
            Refused("invalidSecretData", ["data invalidKey"], data: ["s3cret key": "v"]),
            Refused("invalidSecretData", ["data invalidKey"], data: ["": "s3cret"]),
            Refused(
                "invalidSecretData", ["data.k tooLong"], data: ["k": String(repeating: "s3cret", count: 11_000)]),
            Refused(
                "invalidSecretData", ["data tooLong"],
                data: Dictionary(uniqueKeysWithValues: (0..<65).map { ("k\($0)", "s3cret") })),
            Refused(
                "invalidSecretData", ["data tooLong"],
                data: Dictionary(
                    uniqueKeysWithValues: (0..<5).map { ("k\($0)", String(repeating: "s3cret", count: 10_000)) })),
            Refused("invalidSecret", ["path notSupported"], path: "vault/x"),
            Refused(
                "invalidSecret", ["name required", "type notSupported", "data required"], name: "", type: "external",
                data: [:]),
        ])
    func refusals(refused: Refused) async throws {
        try await ConfigStoreFixture.withTree { _, client in
            let error = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                _ = try await client.createSecret(in: .p, refused.request)
            }
            #expect(error.status == 400 && error.code == refused.code)
            #expect(error.details.map { "\($0.field) \($0.code)" } == refused.details)
            #expect(!"\(error)".contains("s3cret"))
            #expect(try await client.secrets(in: .p).items.isEmpty)
        }
    }

    @Test("are not found where they are not")
    func missing() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .a)
            for (parent, code) in [
                (ParentReference.b, "404 secretDoesNotExist"),
                (.project("org/acme/a/b/none"), "404 projectDoesNotExist"),
                (.projectGroup("org/acme/none"), "404 projectGroupDoesNotExist"),
                (.projectGroup("org/none"), "404 organizationDoesNotExist"), (.project("x"), "400 invalidPath"),
            ] {
                let codes = [
                    await ConfigStoreFixture.code { _ = try await client.secret("db", in: parent) },
                    await ConfigStoreFixture.code { _ = try await client.secretCredentials("db", in: parent) },
                    await ConfigStoreFixture.code { _ = try await client.updateSecret("db", in: parent, .init()) },
                    await ConfigStoreFixture.code { try await client.deleteSecret("db", in: parent) },
                ]
                #expect(codes == Array(repeating: code, count: 4))
            }
        }
    }

    @Test("have one name in each place, whoever is faster")
    func unique() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            let codes = await codes(60) { number in
                try await client.makeSecret("s\(number % 3)", in: number % 2 == 0 ? .p : .b)
            }
            #expect(codes.count { $0 == nil } == 6)
            #expect(codes.count { $0 == "409 secretAlreadyExists" } == 54)
        }
    }

    @Test("change their data, and a fingerprint says whether they do")
    func change() async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            let first = try await client.makeSecret("db", in: .p, ["k": "one"])
            #expect(try await client.secretMatches("db", in: .p, data: ["k": "one"]))
            #expect(try await !client.secretMatches("db", in: .p, data: ["k": "two"]))
            fixture.clock.advance(seconds: 5)
            let same = try await client.updateSecret("db", in: .p, UpdateSecretRequest(data: ["k": "one"]))
            #expect(same.dataFingerprint == first.dataFingerprint)
            let changed = try await client.updateSecret(
                "db", in: .p, UpdateSecretRequest(name: "db2", data: ["k": "two", "l": "x"]))
            #expect(changed.id == first.id && changed.name == "db2" && changed.keys == ["k", "l"])
            #expect(changed.dataFingerprint != first.dataFingerprint && changed.updateTime > first.updateTime)
            #expect(try await client.secretCredentials("db2", in: .p).data == ["k": "two", "l": "x"])
            let renamed = try await client.updateSecret("db2", in: .p, UpdateSecretRequest(name: "db"))
            #expect(renamed.dataFingerprint == changed.dataFingerprint && renamed.keys == ["k", "l"])
            // The same data elsewhere has another fingerprint: nobody compares secrets of others with their own.
            let other = try await client.makeSecret("db", in: .b, ["k": "two", "l": "x"])
            #expect(other.dataFingerprint != changed.dataFingerprint)
            try await client.makeSecret("taken", in: .p)
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateSecret("db", in: .p, UpdateSecretRequest(name: "taken"))
                } == "409 secretAlreadyExists")
        }
    }

    @Test("are listed up the tree, the nearest first, without those that are overridden when that is asked for")
    func tree() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            for (name, parent) in [
                ("z", ParentReference.p), ("db", .p), ("db", .b), ("m", .b), ("db", .root), ("a", .root), ("z", .root),
                ("elsewhere", .c),
            ] { try await client.makeSecret(name, in: parent) }
            func names(_ limit: Int, removingOverridden: Bool) async throws -> [String] {
                var (names, cursor): ([String], String?) = ([], nil)
                repeat {
                    let page = try await client.secrets(
                        in: .p, tree: true, removingOverridden: removingOverridden, limit: limit, cursor: cursor)
                    names += page.items.map { "\($0.parent.path)/\($0.name)" }
                    cursor = page.nextCursor
                } while cursor != nil
                return names
            }
            for limit in 1...8 {
                #expect(
                    try await names(limit, removingOverridden: false) == [
                        "org/acme/a/b/p/db", "org/acme/a/b/p/z", "org/acme/a/b/db", "org/acme/a/b/m", "org/acme/a",
                        "org/acme/db", "org/acme/z",
                    ])
                #expect(
                    try await names(limit, removingOverridden: true) == [
                        "org/acme/a/b/p/db", "org/acme/a/b/p/z", "org/acme/a/b/m", "org/acme/a",
                    ])
            }
            #expect(try await client.secrets(in: .p).items.map(\.name) == ["db", "z"])
            let cursor = try await client.secrets(in: .p, tree: true, limit: 1).nextCursor
            for parent in [ParentReference.p, .b] {
                #expect(
                    await ConfigStoreFixture.code { _ = try await client.secrets(in: parent, cursor: cursor) }
                        == "400 invalidCursor")
            }
        }
    }

    @Test("are listed by parameters that are there or say true")
    func parameters() async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            try await client.makeSecret("db", in: .root)
            let path = "/api/v1alpha/projects/org%2Facme%2Fa%2Fb%2Fp/secrets"
            for (query, count) in [
                ("", 0), ("?tree", 1), ("?tree=true", 1), ("?tree&removeoverridden", 1), ("?tree=false", 0),
            ] {
                let answer = try await fixture.send("GET", path + query)
                #expect(try JSONDecoder().decode([Name].self, from: Data(answer.body)).count == count)
            }
            for query in ["?tree=1", "?removeoverridden=no", "?tree&sortdirection=desc"] {
                #expect(try await fixture.send("GET", path + query).status == 400)
            }
        }
    }

    private struct Name: Decodable {
        let name: String
    }

    @Test("go with what holds them, and keep it from going alone")
    func cascade() async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            for parent in [ParentReference.p, .b] {
                try await client.makeSecret("db", in: parent)
                try await client.makeVariable("DB", in: parent, "db.k")
            }
            let project = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                try await client.deleteProject("org/acme/a/b/p")
            }
            #expect(project.code == "projectInUse")
            #expect(project.details.map { "\($0.field) \($0.message)" } == ["variables 1", "secrets 1"])
            try await client.deleteProject("org/acme/a/b/p", cascade: true)
            let group = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                try await client.deleteProjectGroup("org/acme/a/b")
            }
            #expect(group.details.map { "\($0.field) \($0.message)" } == ["variables 1", "secrets 1"])
            try await client.deleteOrganization("acme", cascade: true)
            #expect(try await fixture.store.removals.sweep())
            let left = try await fixture.store.store.read { snapshot in
                try ["secret.name", "variable.name", "variable.secret"].map { try snapshot.claimCount($0, prefix: "") }
            }
            #expect(left == [0, 0, 0])
            for kind in [RecordKind("secret"), "variable", "removal"] {
                #expect(try await fixture.store.store.read { try $0.records(of: kind, after: "", limit: 9) }.isEmpty)
            }
        }
    }
}
