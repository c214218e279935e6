import GatewayClient
import ServiceTesting
import Testing

@Suite("The gateway's client: validators", .serviceLogs)
struct ValidatorContractTests {
    private static let rules = "version: 1\nrules:\n  - {kinds: [org], field: name, pattern: \"[a-m]+\", code: first}\n"

    @Test("stores, lists, shows, changes and deletes them")
    func validators() async throws {
        try await ContractFixture.with { fixture in
            let admin = fixture.admin
            let made = try await admin.createValidator(ValidatorRequest(name: "naming", rules: Self.rules))
            #expect(made.name == "naming" && made.rules == Self.rules)
            for ref in ["naming", made.id] {
                let shown = try await admin.validator(ref)
                #expect(shown == made)
            }
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await admin.createOrganization("zoo", visibility: "public")
            }
            #expect(refused.status == 400 && refused.code == "validatorRefused")
            #expect(refused.details.map(\.code) == ["naming.first"])
            let wrong = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await admin.updateValidator("naming", ValidatorRequest(rules: "version: 1\nrules: [{}]\n"))
            }
            #expect(wrong.status == 400 && wrong.code == "invalidValidator" && !wrong.details.isEmpty)
            let renamed = try await admin.updateValidator("naming", ValidatorRequest(name: "other"))
            #expect(renamed.id == made.id && renamed.name == "other" && renamed.rules == Self.rules)
            let all = try await admin.allValidators.all
            #expect(all == [renamed])
            try await admin.deleteValidator("other")
            let gone = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await admin.validator("other")
            }
            #expect(gone.status == 404 && gone.code == "validatorDoesNotExist")
            _ = try await admin.createOrganization("zoo", visibility: "public")
        }
    }

    @Test("are for administrators alone")
    func forbidden() async throws {
        try await ContractFixture.with { fixture in
            _ = try await fixture.admin.createUser("alice")
            let token = try await fixture.admin.createUserToken(for: "alice", name: "test")
            let alice = fixture.anonymous.with(token: token)
            let request = ValidatorRequest(name: "naming", rules: Self.rules)
            for (client, status) in [(alice, 403), (fixture.anonymous, 401)] {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await client.createValidator(request)
                }
                #expect(refused.status == status)
            }
        }
    }
}
