import ConfigStoreAPI
import ConfigStoreClient
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("A variable that is made while its secret changes", .serviceLogs, .timeLimit(.minutes(2)))
struct SecretPairRaceTests {
    /// What happens to the root's secret, or on the way to it, at the same time.
    enum Rival: String, CaseIterable, CustomTestStringConvertible {
        case override, deletion, rename, trimming, move

        var testDescription: String { rawValue }

        func act(_ client: ConfigStoreClient, project: String) async throws {
            switch self {
            case .override: try await client.makeSecret("db", in: .b, ["other": "x"])
            case .deletion: try await client.deleteSecret("db", in: .a)
            case .rename: _ = try await client.updateSecret("db", in: .a, .init(name: "renamed"))
            case .trimming: _ = try await client.updateSecret("db", in: .a, .init(data: ["other": "x"]))
            case .move: _ = try await client.updateProject(project, .init(parentRef: "org/acme/c"))
            }
        }

        var refusals: Set<String> { ["409 secretInUse", "409 secretKeysInUse", "409 secretsInUse"] }
    }

    @Test("is refused, or keeps the other from happening: one of the two, never both", arguments: Rival.allCases)
    func one(rival: Rival) async throws {
        try await ConfigStoreFixture.withTree { _, client in
            for round in 0..<30 {
                let project = try await client.manualProject("org/acme/a/b/q\(round)").id
                try await client.makeSecret("db", in: .a)
                let codes = await codes(2) { number in
                    if number == round % 2 {
                        try await rival.act(client, project: project)
                    } else {
                        try await client.makeVariable("V", in: .project(project), "db.k")
                    }
                }
                let refusals = codes.compactMap(\.self)
                #expect(refusals.count == 1, "\(codes)")
                #expect(
                    refusals.allSatisfy { $0 == "400 invalidVariableValues" || rival.refusals.contains($0) },
                    "\(codes)")
                try await client.deleteProject(project, cascade: true)
                for parent in [ParentReference.a, .b] {
                    for secret in try await client.secrets(in: parent).items {
                        try await client.deleteSecret(secret.name, in: parent)
                    }
                }
            }
        }
    }

    @Test("gets the nearer of two, when the other comes at the same time")
    func nearer() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .root)
            for round in 0..<30 {
                let codes = await codes(3) { number in
                    switch number {
                    case 0: try await client.makeVariable("V", in: .p, "db.k")
                    case 1: try await client.makeSecret("db", in: .b)
                    default: try await client.makeSecret("db", in: .a)
                    }
                }
                #expect(codes.allSatisfy { $0 == nil }, "\(codes)")
                #expect(try await client.sources("V", in: .p) == ["org/acme/a/b"], "round \(round)")
                // The one that is given up and the one that takes over go at the same time.
                let ends = await Self.giveUpAndDelete(client)
                let left = try await client.variables(in: .p).items
                #expect(ends.count { $0 != nil } <= 1 && left.count == 1, "\(ends)")
                let kept = try await client.variables(in: .p, tree: true, resolving: true).items
                #expect(kept.allSatisfy { $0.values[0].resolution?.status == .inherited })
                try await client.deleteVariable("V", in: .p)
                for parent in [ParentReference.a, .b] {
                    _ = await ConfigStoreFixture.code { try await client.deleteSecret("db", in: parent) }
                }
            }
        }
    }

    private static func giveUpAndDelete(_ client: ConfigStoreClient) async -> [String?] {
        await codes(2) { number in
            if number == 0 {
                try await client.deleteSecret("db", in: .b, cascade: true)
            } else {
                try await client.deleteSecret("db", in: .a)
            }
        }
    }
}
