import Gateway
import ServiceKit
import ServiceTesting
import Testing

@Suite("The gateway's description", .serviceLogs)
struct GatewayDescriptionTests {
    @Test("has every route of the router, and no other")
    func isComplete() async throws {
        try await GatewayFixture.with { fixture in
            let differences = DescribedRoutes.differences(fixture.gateway.routeNames, Gateway.description)
            #expect(differences.isEmpty, "\(differences)")
        }
    }

    @Test("names every route once, and refers only to what it has")
    func isConsistent() {
        #expect(DescribedRoutes.problems(Gateway.description) == [])
    }

    @Test("is served to anybody")
    func isServed() async throws {
        try await GatewayFixture.with { fixture in
            let answer = try await fixture.send("GET", "openapi.json")
            #expect(answer.status == 200)
            #expect(answer.string("openapi") == "3.1.0")
        }
    }

    @Test("is kept in docs/openapi; make openapi ARGS=--write writes it there")
    func isKept() throws {
        let kept = try DescribedRoutes.kept("gateway")
        #expect(kept == String(decoding: Gateway.description.json, as: UTF8.self) + "\n")
    }
}
