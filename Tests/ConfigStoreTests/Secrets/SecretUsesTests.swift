import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("Variables and the secrets that they get", .serviceLogs)
struct SecretUsesTests {
    @Test("are the nearest of the name from the variable upwards, whatever is below it")
    func nearest() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root)
            try await client.makeSecret("db", in: .p)
            let variable = try await client.makeVariable("DB", in: .a, "db.k")
            #expect(variable.values.map(\.matchingSecretParentPath) == ["org/acme"])
            #expect(
                try await client.makeVariable("DB", in: .p, "db.k").values[0].matchingSecretParentPath
                    == ParentReference.p.ref)
        }
    }

    @Test("have to be there, with the key")
    func missing() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root)
            try await client.makeSecret("below", in: .p)
            try await client.makeSecret("beside", in: .c)
            let error = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                try await client.makeVariable("X", in: .b, "db.k", "db.none", "below.k", "beside.k", "none.k")
            }
            #expect(error.status == 400 && error.code == "invalidVariableValues")
            #expect(
                error.details.map { "\($0.field) \($0.code)" } == [
                    "values[1].secret_var secretKeyDoesNotExist", "values[2].secret_name secretDoesNotExist",
                    "values[3].secret_name secretDoesNotExist", "values[4].secret_name secretDoesNotExist",
                ])
            try await client.makeVariable("X", in: .b, "db.k")
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateVariable("X", in: .b, .init(values: .of(["none.k"])))
                } == "400 invalidVariableValues")
            #expect(try await client.sources("X", in: .b) == ["org/acme"])
        }
    }

    @Test("can't be deleted or renamed, and keep the keys that are needed")
    func held() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root, ["k": "1", "l": "2", "free": "3"])
            try await client.makeVariable("DB", in: .p, "db.k", "db.l")
            for number in 0..<12 { try await client.makeVariable("V\(10 + number)", in: .a, "db.k") }
            let error = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                try await client.deleteSecret("db", in: .root)
            }
            #expect(error.status == 409 && error.code == "secretInUse")
            #expect(error.details.first.map { "\($0.field) \($0.message)" } == "variables 13")
            #expect(error.details.count == 11)
            #expect(
                error.details.dropFirst().allSatisfy {
                    $0.message.hasPrefix("org/acme/a/") && $0.field.hasPrefix("variables[")
                })
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateSecret("db", in: .root, UpdateSecretRequest(name: "other"))
                } == "409 secretInUse")
            _ = try await client.updateSecret("db", in: .root, UpdateSecretRequest(data: ["k": "4", "l": "5"]))
            let keys = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                _ = try await client.updateSecret("db", in: .root, UpdateSecretRequest(data: ["k": "4"]))
            }
            #expect(keys.code == "secretKeysInUse")
            #expect(keys.details.map(\.message) == ["1", "org/acme/a/b/p/DB"])
            try await client.deleteVariable("DB", in: .p)
            _ = try await client.updateSecret("db", in: .root, UpdateSecretRequest(data: ["k": "4"]))
        }
    }

    @Test("change when a nearer one comes, if it has what is needed")
    func takeOver() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root, ["k": "1", "l": "2"])
            try await client.makeVariable("INNER", in: .p, "db.k", "db.l")
            try await client.makeVariable("OUTER", in: .a, "db.k")
            let error = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                try await client.makeSecret("db", in: .b, ["k": "1"])
            }
            #expect(error.status == 409 && error.code == "secretKeysInUse")
            #expect(error.details.map(\.message) == ["1", "org/acme/a/b/p/INNER"])
            try await client.makeSecret("db", in: .b, ["k": "1", "l": "2"])
            #expect(try await client.sources("INNER", in: .p) == ["org/acme/a/b", "org/acme/a/b"])
            #expect(try await client.sources("OUTER", in: .a) == ["org/acme"])
            // A secret that is renamed comes too.
            try await client.makeSecret("other", in: .a, ["k": "1"])
            _ = try await client.updateSecret("other", in: .a, UpdateSecretRequest(name: "db"))
            #expect(try await client.sources("OUTER", in: .a) == ["org/acme/a"])
            // Nobody gets the one at the root any more.
            try await client.deleteSecret("db", in: .root)
            #expect(
                await ConfigStoreFixture.code { try await client.deleteSecret("db", in: .a) } == "409 secretInUse")
        }
    }

    @Test("deleted with cascade are replaced by the next one further up, or take the variables along")
    func giveUp() async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            try await client.makeSecret("db", in: .root, ["k": "1"])
            try await client.makeSecret("db", in: .b, ["k": "1", "l": "2"])
            try await client.makeSecret("other", in: .root)
            try await client.makeVariable("FITS", in: .p, "db.k", "other.k")
            let needy = try await client.makeVariable("NEEDS", in: .p, "other.k", "db.l")
            #expect(
                await ConfigStoreFixture.code { try await client.deleteSecret("db", in: .b) } == "409 secretInUse")
            try await client.deleteSecret("db", in: .b, cascade: true)
            #expect(try await client.sources("FITS", in: .p) == ["org/acme", "org/acme"])
            #expect(
                await ConfigStoreFixture.code { _ = try await client.variable("NEEDS", in: .p) }
                    == "404 variableDoesNotExist")
            let entry = try #require(try await AuditTests.all(client, AuditFilter(object: needy.id)).first)
            #expect(entry.operation == "delete" && entry.ref == "org/acme/a/b/p/NEEDS")
            // It holds the one at the root now.
            #expect(
                await ConfigStoreFixture.code { try await client.deleteSecret("db", in: .root) } == "409 secretInUse")
            try await client.deleteSecret("db", in: .root, cascade: true)
            try await client.deleteSecret("other", in: .root)
            #expect(try await client.variables(in: .p).items.isEmpty)
            let left = try await fixture.store.store.read { try $0.claimCount("variable.secret", prefix: "") }
            #expect(left == 0)
        }
    }

    @Test("stay within reach when a group or project is moved, or it stays", arguments: [true, false])
    func move(group: Bool) async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("top", in: .root)
            try await client.makeSecret("db", in: .a)
            try await client.makeSecret("own", in: .p)
            try await client.makeVariable("V", in: .p, "db.k", "own.k", "top.k")
            func move() async throws(ConfigStoreClientError) {
                if group {
                    _ = try await client.updateProjectGroup("org/acme/a/b", .init(parentRef: "org/acme/c"))
                } else {
                    _ = try await client.updateProject("org/acme/a/b/p", .init(parentRef: "org/acme/c"))
                }
            }
            let error = try await ConfigStoreFixture.refusal(move)
            #expect(error.status == 409 && error.code == "secretsInUse")
            #expect(error.details.map(\.message) == ["1", "org/acme/a/b/p/V"])
            try await client.makeSecret("db", in: .c, ["other": "x"])
            #expect(await ConfigStoreFixture.code(move) == "409 secretsInUse")
            _ = try await client.updateSecret("db", in: .c, UpdateSecretRequest(data: ["k": "x"]))
            try await move()
            let moved = ParentReference.project(group ? "org/acme/c/b/p" : "org/acme/c/p")
            #expect(try await client.sources("V", in: moved) == ["org/acme/c", moved.ref, "org/acme"])
            try await client.deleteSecret("db", in: .a)
            #expect(
                await ConfigStoreFixture.code { try await client.deleteSecret("db", in: .c) } == "409 secretInUse")
            #expect(
                await ConfigStoreFixture.code { try await client.deleteSecret("top", in: .root) } == "409 secretInUse")
            try await client.deleteVariable("V", in: moved)
            for (name, parent) in [("db", ParentReference.c), ("top", .root), ("own", moved)] {
                try await client.deleteSecret(name, in: parent)
            }
        }
    }

    @Test("are free at once when the variables are deleted with what held them")
    func freed() async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            try await client.makeSecret("db", in: .root, ["k": "1", "l": "2"])
            try await client.makeSecret("other", in: .a)
            // More than the one who deletes removes at once.
            let results = await codes(15) { number in
                let project = "org/acme/a/b/q\(number)"
                try await client.manualProject(project)
                for variable in 0..<40 {
                    try await client.makeVariable("V\(variable)", in: .project(project), "db.l", "other.k")
                }
            }
            #expect(results.allSatisfy { $0 == nil })
            try await client.deleteProjectGroup("org/acme/a/b", cascade: true)
            #expect(try await !fixture.store.store.read { try $0.records(of: "removal", after: "", limit: 1) }.isEmpty)
            _ = try await client.updateSecret("db", in: .root, UpdateSecretRequest(data: ["k": "1"]))
            try await client.deleteSecret("db", in: .root)
            _ = try await client.updateProjectGroup("org/acme/a", .init(parentRef: "org/acme/c"))
        }
    }
}
