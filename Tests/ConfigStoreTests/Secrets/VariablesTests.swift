import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("Variables", .serviceLogs)
struct VariablesTests {
    private static let onMain = When(branch: WhenConditions(include: [WhenCondition(type: "simple", match: "main")]))

    @Test("keep their values in order, with their conditions")
    func answers() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root, ["k": "1", "l": "2"])
            let when = When(
                tag: WhenConditions(
                    include: [WhenCondition(type: "regexp", match: "^v[0-9]+")],
                    exclude: [WhenCondition(type: "simple", match: "v0")]))
            let values = [
                VariableValueRequest(secretName: "db", secretVar: "l", when: Self.onMain),
                VariableValueRequest(secretName: "db", secretVar: "k", when: when),
                VariableValueRequest(secretName: "db", secretVar: "k"),
            ]
            let created = try await client.createVariable(in: .p, .init(name: "DB_URL", values: values))
            #expect(created.values.map(\.secretVar) == ["l", "k", "k"])
            #expect(created.values.map(\.when) == [Self.onMain, when, nil])
            #expect(created.values.allSatisfy { $0.matchingSecretParentPath == "org/acme" && $0.resolution == nil })
            #expect(created.parent.path == ParentReference.p.ref && created.parent.type == .project)
            #expect(try await client.variable("DB_URL", in: .p) == created)
            #expect(try await client.variables(in: .p).items == [created])
            let renamed = try await client.updateVariable("DB_URL", in: .p, .init(name: "db-url"))
            #expect(renamed.values == created.values && renamed.name == "db-url" && renamed.id == created.id)
            let changed = try await client.updateVariable("db-url", in: .p, .init(values: .of(["db.k"])))
            #expect(changed.values.count == 1 && changed.values[0].when == nil)
            try await client.deleteVariable("db-url", in: .p)
            #expect(
                await ConfigStoreFixture.code { try await client.deleteVariable("db-url", in: .p) }
                    == "404 variableDoesNotExist")
        }
    }

    @Test(
        "are named as environment variables or as everything else is",
        arguments: [
            ("MY_VAR", true), ("_x", true), ("x1", true), ("a-b", true), ("7", true), ("__", true),
            (String(repeating: "A", count: 100), true), ("", false), ("1X", false), ("a-b_c", false), ("a--b", false),
            ("a b", false), ("Ä", false), ("a.b", false), (String(repeating: "A", count: 101), false),
            ("x=y", false),
        ])
    func names(name: String, isName: Bool) async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root)
            let code = await ConfigStoreFixture.code { try await client.makeVariable(name, in: .p, "db.k") }
            #expect(code == (isName ? nil : "400 invalidVariableName"))
            if isName { #expect(try await client.variable(name, in: .p).name == name) }
        }
    }

    @Test(
        "are refused with everything that is wrong",
        arguments: [
            (#"{"name":"X"}"#, ["values required"]), (#"{"name":"X","values":[]}"#, ["values required"]),
            (
                #"{"values":[{}]}"#,
                ["name required", "values[0].secret_name required", "values[0].secret_var required"]
            ),
            (
                #"{"name":"X","values":[{"secret_name":"a b","secret_var":"k k"}]}"#,
                ["values[0].secret_name invalidName", "values[0].secret_var invalidName"]
            ),
            (#"{"name":"X","values":[{"secret_name":"db","secret_var":"k","when":{}}]}"#, ["values[0].when required"]),
            (
                #"{"name":"X","values":[{"secret_name":"db","secret_var":"k","when":{"branch":{"exclude":[{"type":"simple","match":"x"}]}}}]}"#,
                ["values[0].when required"]
            ),
            (
                #"{"name":"X","values":[{"secret_name":"db","secret_var":"k","when":{"ref":{"include":[{"match":"x"},{"type":"glob","match":"x"},{"type":"simple"},{"type":"regexp","match":"("}]}}}]}"#,
                [
                    "values[0].when.ref.include[0].type required", "values[0].when.ref.include[1].type notSupported",
                    "values[0].when.ref.include[2].match required",
                    "values[0].when.ref.include[3].match invalidPattern",
                ]
            ),
            (
                #"{"name":"X","values":[{"secret_name":"db","secret_var":"k","when":{"tag":null,"ref":{"include":[{"type":"regexp","match":"(a*)*b(?=c)"}]}}}]}"#,
                ["values[0].when.ref.include[0].match invalidPattern"]
            ),
            (
                #"{"name":"X","values":[{"secret_name":"db","secret_var":"k","when":{"branch":"main"}}]}"#,
                ["values[0].when.branch invalidType"]
            ),
        ])
    func refusals(body: String, details: [String]) async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            try await client.makeSecret("db", in: .root)
            let answer = try await fixture.send("POST", "/api/v1alpha/projectgroups/org%2Facme/variables", body)
            #expect(answer.status == 400)
            let error = try JSONDecoder().decode(ErrorBody.self, from: Data(answer.body))
            #expect(error.details.map { "\($0.field) \($0.code)" } == details)
        }
    }

    @Test("have bounds on values and conditions")
    func bounds() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root)
            func code(values: Int, conditions: Int, match: String = "x") async -> String? {
                let when = When(
                    ref: WhenConditions(
                        include: Array(repeating: WhenCondition(type: "simple", match: match), count: conditions)))
                let value = VariableValueRequest(secretName: "db", secretVar: "k", when: when)
                return await ConfigStoreFixture.code {
                    _ = try await client.createVariable(
                        in: .root, .init(name: "X\(values)", values: Array(repeating: value, count: values)))
                }
            }
            #expect(await code(values: 20, conditions: 5) == nil)
            #expect(await code(values: 21, conditions: 1) == "400 invalidVariableValues")
            #expect(await code(values: 2, conditions: 51) == "400 invalidVariableValues")
            let long = String(repeating: "x", count: 256)
            #expect(await code(values: 1, conditions: 1, match: long) == "400 invalidVariableValues")
        }
    }

    @Test("have one name in each place, whoever is faster")
    func unique() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root)
            let codes = await codes(60) { number in
                try await client.makeVariable("V\(number % 3)", in: number % 2 == 0 ? .p : .b, "db.k")
            }
            #expect(codes.count { $0 == nil } == 6)
            #expect(codes.count { $0 == "409 variableAlreadyExists" } == 54)
        }
    }

    @Test("of one secret are made by many at once, and none of them is in the way of another")
    func together() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root)
            let codes = await codes(100) { number in try await client.makeVariable("V\(number)", in: .p, "db.k") }
            #expect(codes.allSatisfy { $0 == nil }, "\(codes)")
        }
    }

    @Test("say which secret each value gets, and why")
    func resolution() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            for parent in [ParentReference.root, .a, .p] { try await client.makeSecret("db", in: parent) }
            try await client.makeSecret("own", in: .p)
            try await client.makeVariable("V", in: .p, "db.k", "own.k")
            try await client.makeVariable("V", in: .b, "db.k")
            try await client.makeVariable("W", in: .root, "db.k")
            let all = try await client.variables(in: .p, tree: true, resolving: true).items
            #expect(all.map { "\($0.parent.path)/\($0.name)" } == ["org/acme/a/b/p/V", "org/acme/a/b/V", "org/acme/W"])
            #expect(all.map(\.overriddenBy) == [nil, "org/acme/a/b/p", nil])
            let resolutions = all.flatMap { $0.values.compactMap(\.resolution) }
            #expect(resolutions.map(\.status) == [.own, .own, .inherited, .own])
            #expect(
                resolutions.map(\.secretParentPath) == ["org/acme/a/b/p", "org/acme/a/b/p", "org/acme/a", "org/acme"])
            #expect(resolutions.map(\.overrides) == [["org/acme/a", "org/acme"], [], ["org/acme"], []])
            #expect(
                resolutions.map(\.notConsidered) == [[], [], ["org/acme/a/b/p"], ["org/acme/a/b/p", "org/acme/a"]])
            #expect(
                resolutions[2].reason
                    == "inherited from org/acme/a, overrides the one in org/acme; not the one in org/acme/a/b/p, which is "
                    + "below the variable")
            let kept = try await client.variables(in: .p, tree: true, removingOverridden: true, resolving: true).items
            #expect(kept.map { "\($0.parent.path)/\($0.name)" } == ["org/acme/a/b/p/V", "org/acme/W"])
            // Seen from its own place, nothing overrides it.
            let near = try await client.variables(in: .b, tree: true, resolving: true).items
            #expect(near.map(\.overriddenBy) == [nil, nil])
            #expect(near[0].values[0].resolution?.notConsidered == [])
        }
    }
}
