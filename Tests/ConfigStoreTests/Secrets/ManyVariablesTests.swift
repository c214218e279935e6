import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("A secret of very many variables", .serviceLogs, .timeLimit(.minutes(2)))
struct ManyVariablesTests {
    /// Puts variables into `a/b` that get the root's secret `db`, in one transaction.
    private static func fill(_ fixture: ConfigStoreFixture, count: Int) async throws {
        let client = fixture.client
        let levels = [
            try await client.projectGroup("org/acme/a/b").id, try await client.projectGroup("org/acme/a").id,
            try await client.projectGroup("org/acme").id,
        ]
        let now = Date(timeIntervalSince1970: 0)
        var transaction = Transaction()
        for number in 0..<count {
            let variable = Stored(
                id: UUID().uuidString.lowercased(), revision: 0,
                value: VariableRecord(
                    name: "V\(number)", parentType: .projectGroup, parentID: levels[0],
                    values: [.init(secretName: "db", secretVar: "k")],
                    uses: [.init(secretName: "db", levels: levels)], creationTime: now, updateTime: now))
            transaction.puts.append(try variable.record())
            let claims = [variable.value.nameClaim] + variable.value.useClaims(variable.id)
            transaction.takes += claims.map { .init(claim: $0, holder: variable.key) }
        }
        try await fixture.store.store.commit(transaction)
    }

    @Test("says how many, and changes hands for as many as can at once, and no more", arguments: [0, 1])
    func bound(more: Int) async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            try await client.makeSecret("db", in: .root)
            try await client.makeSecret("db", in: .c)
            let count = SecretUses.maxAtOnce + more
            try await Self.fill(fixture, count: count)
            let held = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                try await client.deleteSecret("db", in: .root)
            }
            #expect(held.code == "secretInUse" && held.details.first?.message == String(count))
            #expect(held.details.count == 11)
            let refused = more > 0 ? "409 tooManyVariablesInUse" : nil
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProjectGroup("org/acme/a/b", .init(parentRef: "org/acme/c"))
                } == refused)
            let place = ParentReference.projectGroup(more > 0 ? "org/acme/a/b" : "org/acme/c/b")
            #expect(await ConfigStoreFixture.code { try await client.makeSecret("db", in: place) } == refused)
            if more == 0 {
                #expect(try await client.sources("V7", in: place) == [place.ref])
                try await client.deleteSecret("db", in: place, cascade: true)
                #expect(try await client.sources("V7", in: place) == ["org/acme/c"])
                try await client.deleteSecret("db", in: .c, cascade: true)
                #expect(try await client.sources("V7", in: place) == ["org/acme"])
            }
        }
    }
}
