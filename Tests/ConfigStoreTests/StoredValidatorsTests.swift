import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import ServiceTesting
import Synchronization
import Testing
import Validation
import Validators

@testable import ConfigStore

@Suite("Stored validators", .serviceLogs, .timeLimit(.minutes(5)))
struct StoredValidatorsTests {
    private static func rules(_ rule: String) -> String { "version: 1\nrules:\n  - {\(rule)}\n" }

    private static let onlyPrivate = rules("kinds: [org], field: visibility, oneOf: [private], code: hidden")

    private static func create(_ client: ConfigStoreClient, _ name: String, _ rules: String?) async -> String? {
        await ConfigStoreFixture.code {
            _ = try await client.createValidator(CreateRuleValidatorRequest(name: name, rules: rules))
        }
    }

    @Test("look at everything from the commit on that stores them, until the one that takes them away")
    func life() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            func organization(_ name: String) async -> String? {
                await ConfigStoreFixture.code { try await client.organization(named: name) }
            }
            #expect(await organization("a") == nil)
            #expect(await Self.create(client, "policy", Self.onlyPrivate) == nil)
            #expect(await organization("b") == "400 validatorRefused")
            let refusal = try await fixture.send(
                "POST", "/api/v1alpha/orgs", #"{"name":"b","visibility":"public"}"#)
            #expect(String(decoding: refusal.body, as: UTF8.self).contains("policy.hidden"))
            let renamed = try await client.updateValidator("policy", UpdateRuleValidatorRequest(name: "other"))
            #expect(renamed.name == "other" && renamed.rules == Self.onlyPrivate && renamed.revision == 2)
            #expect(await organization("b") == "400 validatorRefused")
            _ = try await client.updateValidator(
                renamed.id, UpdateRuleValidatorRequest(rules: Self.rules("field: name, pattern: \"[a-m].*\"")))
            #expect(await organization("b") == nil)
            #expect(await organization("z") == "400 validatorRefused")
            try await client.deleteValidator("other")
            #expect(await organization("z") == nil)
            #expect(
                await ConfigStoreFixture.code { try await client.deleteValidator("other") }
                    == "404 validatorDoesNotExist")
            let lines = try await client.audit(AuditFilter(kind: "validator")).items.map { "\($0.operation) \($0.ref)" }
            #expect(lines == ["delete other", "update other", "update policy", "create policy"])
        }
    }

    @Test("are there again after a restart, and listed by name")
    func restart() async throws {
        try await DirectoryFixture.with { directory in
            let first = try await ConfigStoreFixture.open(directory)
            for name in ["c", "a", "b"] {
                #expect(await Self.create(first.client, name, Self.onlyPrivate) == nil)
            }
            await first.store.store.close()
            let client = try await ConfigStoreFixture.open(directory).client
            var (names, cursor): ([String], String?) = ([], nil)
            repeat {
                let page = try await client.validators(limit: 2, cursor: cursor)
                names += page.items.map(\.name)
                cursor = page.nextCursor
            } while cursor != nil
            #expect(names == ["a", "b", "c"])
            let code = await ConfigStoreFixture.code { try await client.organization(named: "x") }
            #expect(code == "400 validatorRefused")
        }
    }

    @Test(
        "have a name and rules that are right, and say where they are not",
        arguments: [
            ("a--b", onlyPrivate, "name", "invalidName", ""), ("a", "", "rules", "required", ""),
            (
                "a", "version: 1\nrules:\n  - {field: name, pattern: \"(\"}\n", "rules", "invalidPattern",
                "3:28: rules[0].pattern: "
            ),
            ("a", "version: 1\nrules: []\nplugin: process\n", "rules", "unknownKey", "3:1: plugin: "),
            ("a", "[1]", "rules", "invalidType", "1:1: "),
            ("a", String(repeating: "#", count: 300_000), "rules", "tooLong", ""),
        ])
    func invalid(name: String, rules: String, field: String, code: String, message: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            do {
                _ = try await fixture.client.createValidator(CreateRuleValidatorRequest(name: name, rules: rules))
                Issue.record("it was stored")
            } catch let error as ConfigStoreClientError {
                #expect(error.status == 400 && error.code == "invalidValidator")
                #expect(
                    error.details.map(\.field) == [field] && error.details.map(\.code) == [code], "\(error.details)")
                #expect(error.details.first?.message.hasPrefix(message) == true, "\(error.details)")
            }
        }
    }

    @Test("may be JSON, have names of their own, and are at most fifty")
    func bounds() async throws {
        let installed = try RulesValidator.rules("field: name, required: true")
        try await ConfigStoreFixture.with(validators: [installed]) { fixture in
            let json = #"{"version": 1, "rules": [{"kinds": ["org"], "field": "visibility", "oneOf": ["private"]}]}"#
            #expect(await Self.create(fixture.client, "policy", json) == "409 validatorAlreadyExists")
            #expect(await Self.create(fixture.client, "a", json) == nil)
            #expect(await Self.create(fixture.client, "a", json) == "409 validatorAlreadyExists")
            for number in 1..<StoredValidators.maxCount {
                #expect(await Self.create(fixture.client, "v\(number)", "version: 1\nrules: []\n") == nil)
            }
            #expect(await Self.create(fixture.client, "b", json) == "409 tooManyValidators")
            try await fixture.client.deleteValidator("v1")
            #expect(await Self.create(fixture.client, "b", json) == nil)
            let code = await ConfigStoreFixture.code { try await fixture.client.organization(named: "x") }
            #expect(code == "400 validatorRefused")
        }
    }

    @Test("are not missed by what was being looked at when they came")
    func race() async throws {
        let transport = Mutex<(any HTTPTransport)?>(nil)
        let slow = TestValidator(ValidatorScope(kinds: ["org"])) { _ in
            // While this one is looking, an administrator stores another one.
            guard let found = transport.withLock({ $0 }) else { return [] }
            let client = ConfigStoreClient(baseURL: "http://configstore", transport: found)
            _ = await Self.create(client, "policy", Self.onlyPrivate)
            return []
        }
        try await ConfigStoreFixture.with(validators: [slow]) { fixture in
            transport.withLock { $0 = fixture.transport }
            let code = await ConfigStoreFixture.code { try await fixture.client.organization(named: "acme") }
            #expect(code == "400 validatorRefused")
            #expect(slow.takeLines() == ["create org org/acme", "create org org/acme"])
        }
    }
}
