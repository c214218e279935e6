import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("Secrets and variables under many hands", .serviceLogs, .timeLimit(.minutes(3)))
struct SecretUsesRaceTests {
    /// Whoever is refused is refused for one of these.
    private static let known: Set<String> = [
        "400 invalidVariableValues", "404 secretDoesNotExist", "404 variableDoesNotExist", "404 projectDoesNotExist",
        "404 projectGroupDoesNotExist", "404 parentProjectGroupDoesNotExist", "409 secretAlreadyExists",
        "409 variableAlreadyExists", "409 secretInUse", "409 secretKeysInUse", "409 secretsInUse",
        "409 projectAlreadyExists", "409 projectGroupAlreadyExists", "409 changedMeanwhile",
        "400 cannotMoveProjectGroupBelowItself",
    ]

    private static let groups = ["", "/a", "/a/b", "/c", "/c/b", "/a/c"].map { "org/acme\($0)" }
    private static let projects = ["/p", "/a/p", "/a/b/p", "/c/p", "/c/b/p"].map { "org/acme\($0)" }
    private static let data = [["k": "1"], ["l": "1"], ["k": "1", "l": "1"], ["k": "1", "l": "1", "m": "1"]]
    private static let needs = [["x.k"], ["y.l"], ["x.k", "x.l"], ["x.l", "y.k"], ["y.m", "x.k"]]

    private static func place(_ random: inout SeededGenerator) -> ParentReference {
        let isProject = Bool.random(using: &random)
        let ref = (isProject ? projects : groups).randomElement(using: &random) ?? "org/acme"
        return isProject ? .project(ref) : .projectGroup(ref)
    }

    private static func act(_ client: ConfigStoreClient, _ random: inout SeededGenerator) async throws {
        let place = place(&random)
        let secret = Bool.random(using: &random) ? "x" : "y"
        let other = secret == "x" ? "y" : "x"
        let variable = Bool.random(using: &random) ? "V" : "W"
        let data = data.randomElement(using: &random) ?? [:]
        let values = [VariableValueRequest].of(needs.randomElement(using: &random) ?? [])
        let group = groups.dropFirst().randomElement(using: &random) ?? ""
        let project = projects.randomElement(using: &random) ?? ""
        let parent = groups.randomElement(using: &random) ?? ""
        switch Int.random(in: 0..<24, using: &random) {
        case 0...4: try await client.makeSecret(secret, in: place, data)
        case 5...6: _ = try await client.updateSecret(secret, in: place, UpdateSecretRequest(data: data))
        case 7: _ = try await client.updateSecret(secret, in: place, UpdateSecretRequest(name: other))
        case 8: try await client.deleteSecret(secret, in: place)
        case 9...10: try await client.deleteSecret(secret, in: place, cascade: true)
        case 11...15: _ = try await client.createVariable(in: place, .init(name: variable, values: values))
        case 16...17: _ = try await client.updateVariable(variable, in: place, .init(values: values))
        case 18: try await client.deleteVariable(variable, in: place)
        case 19...20: _ = try await client.updateProject(project, UpdateProjectRequest(parentRef: parent))
        case 21: _ = try await client.updateProjectGroup(group, UpdateProjectGroupRequest(parentRef: parent))
        case 22: try await client.deleteProjectGroup(group, cascade: true)
        default: try await refill(client)
        }
    }

    /// Makes what is not there.
    private static func refill(_ client: ConfigStoreClient) async throws {
        for path in groups.dropFirst() { _ = try? await client.group(path) }
        for path in projects { _ = try? await client.manualProject(path) }
    }

    /// Every variable gets the secret that a look up the tree finds, with the keys that it needs; nothing else is held.
    private static func check(_ fixture: ConfigStoreFixture, seed: UInt64) async throws -> Int {
        let client = fixture.client
        try await fixture.store.removals.sweep()
        let records = try await fixture.store.store.read { try $0.records(of: "variable", after: "", limit: 10_000) }
        var claims = 0
        for record in records {
            let stored = try Stored<VariableRecord>(record)
            claims += stored.value.useClaims(stored.id).count
            let parent = ParentReference(stored.value.parentType, stored.value.parentID)
            let found = try await client.variables(in: parent, tree: true, resolving: true, limit: 100).items
            let variable = try #require(found.first { $0.id == stored.id }, "seed \(seed): it can't be reached")
            for value in variable.values {
                #expect(value.resolution?.status != .missing, "seed \(seed): \(variable)")
                #expect(value.matchingSecretParentPath == value.resolution?.secretParentPath, "seed \(seed)")
            }
        }
        let held = try await fixture.store.store.read { try $0.claimCount("variable.secret", prefix: "") }
        #expect(held == claims, "seed \(seed)")
        return records.count
    }

    @Test("leave no variable without its secret", arguments: [1, 2] as [UInt64])
    func race(seed: UInt64) async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.organization(named: "acme")
            try await Self.refill(client)
            var (seen, count): (Set<String>, Int) = ([], 0)
            for round in 0..<3 {
                let codes = await codes(10) { number in
                    var random = SeededGenerator(seed: seed &* 1_000 &+ UInt64(round * 100 + number))
                    for _ in 0..<12 {
                        let code = await ConfigStoreFixture.code { try await Self.act(client, &random) }
                        if let code, !Self.known.contains(code) { throw Unknown(code: code) }
                    }
                }
                seen.formUnion(codes.compactMap(\.self))
                try await Self.refill(client)
                count += try await Self.check(fixture, seed: seed)
            }
            #expect(seen.isEmpty, "seed \(seed)")
            #expect(count > 0, "seed \(seed): nothing was left to look at")
        }
    }

    private struct Unknown: Error, CustomStringConvertible {
        let code: String
        var description: String { code }
    }
}
