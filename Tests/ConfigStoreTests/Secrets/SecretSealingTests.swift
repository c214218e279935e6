import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("The data of secrets", .serviceLogs, .timeLimit(.minutes(2)))
struct SecretSealingTests {
    private static let secret = "s3cret-that-must-not-show"

    @Test("is in no file, no list, no audit entry and no refusal")
    func scan() async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            try await client.makeSecret("db", in: .p, ["k": Self.secret])
            try await client.makeVariable("V", in: .p, "db.k")
            _ = try await client.updateSecret("db", in: .p, UpdateSecretRequest(data: ["k": Self.secret + "2"]))
            var texts = ["\(try await client.secrets(in: .p, tree: true))", "\(try await client.variables(in: .p))"]
            for data in [["k": Self.secret, "no key": Self.secret], ["l": Self.secret]] {
                let error = try await ConfigStoreFixture.refusal { () throws(ConfigStoreClientError) in
                    _ = try await client.updateSecret("db", in: .p, UpdateSecretRequest(data: data))
                }
                texts.append("\(error)")
            }
            try await client.deleteSecret("db", in: .p, cascade: true)
            let entries = try await AuditTests.all(client).filter { ["secret", "variable"].contains($0.kind) }
            #expect(
                entries.reversed().map { "\($0.operation) \($0.kind) \($0.ref)" } == [
                    "create secret org/acme/a/b/p/db", "create variable org/acme/a/b/p/V",
                    "update secret org/acme/a/b/p/db", "delete variable org/acme/a/b/p/V",
                    "delete secret org/acme/a/b/p/db",
                ])
            #expect(entries.contains { $0.changes.map(\.name) == ["data_fingerprint"] })
            texts.append("\(entries)")
            #expect(texts.allSatisfy { !$0.contains("s3cret") })
            try SecretScan.expectNothing(of: Self.secret, in: fixture.directory)
        }
    }

    @Test("is seen by whoever owns what holds it in the audit log")
    func holders() async throws {
        try await ConfigStoreFixture.withTree { _, client in
            try await client.makeSecret("db", in: .p)
            let organization = try await client.organization("acme")
            let project = try await client.project(ParentReference.p.ref)
            for id in [organization.id, project.parentID, project.id] {
                let entries = try await AuditTests.all(client, AuditFilter(kind: "secret", holder: id))
                #expect(entries.map(\.ref) == ["org/acme/a/b/p/db"])
            }
        }
    }

    @Test("is sealed for its secret alone: moved to another record, it does not open")
    func bound() async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            let one = try await client.makeSecret("one", in: .p, ["k": Self.secret])
            let two = try await client.makeSecret("two", in: .p)
            let store = fixture.store.store
            let records = try await store.read { try $0.records([one.id, two.id].map { RecordKey("secret", $0) }) }
            let stored = try records.map { try Stored<SecretRecord>($0) }
            var swapped = try #require(stored.first { $0.id == two.id })
            swapped.value.sealedData = try #require(stored.first { $0.id == one.id }).value.sealedData
            var transaction = Transaction()
            transaction.puts = [try swapped.record()]
            try await store.commit(transaction)
            let answer = try await fixture.send("GET", "/api/v1alpha/projects/\(two.parent.id)/secrets/two/credentials")
            #expect(answer.status >= 500 && !String(decoding: answer.body, as: UTF8.self).contains(Self.secret))
        }
    }

    @Test("is sealed again with a new key, and opens without the old one")
    func rotation() async throws {
        try await ConfigStoreFixture.withTree { fixture, client in
            for number in 0..<110 { try await client.makeSecret("s\(number)", in: .p, ["k": "value-\(number)"]) }
            let before = try await client.secret("s7", in: .p)
            try await KeyringRotationTests.running(fixture) {
                _ = try await client.rotateKeyring()
                let done = try await KeyringRotationTests.finish(client)
                #expect(done.rotation?.failed == 0 && done.rotation?.resealed == 111)
                let left = try await client.dropOldKeys().keys
                #expect(left.count == 1)
            }
            let reopened = try await ConfigStoreFixture.open(fixture.directory)
            for number in 0..<110 {
                let data = try await reopened.client.secretCredentials("s\(number)", in: .p).data
                #expect(data == ["k": "value-\(number)"])
            }
            #expect(try await reopened.client.secret("s7", in: .p).dataFingerprint == before.dataFingerprint)
            await reopened.store.store.close()
        }
    }
}
