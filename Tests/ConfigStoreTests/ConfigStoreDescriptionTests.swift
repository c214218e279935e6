import ConfigStore
import Foundation
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

@Suite("The configstore's description", .serviceLogs)
struct ConfigStoreDescriptionTests {
    @Test("has every route of the router, and no other")
    func isComplete() async throws {
        try await ConfigStoreFixture.with { fixture in
            let differences = DescribedRoutes.differences(fixture.store.routeNames, ConfigStore.description)
            #expect(differences.isEmpty, "\(differences)")
        }
    }

    @Test("names every route once, and refers only to what it has")
    func isConsistent() {
        #expect(DescribedRoutes.problems(ConfigStore.description) == [])
    }

    @Test("is served")
    func isServed() async throws {
        try await ConfigStoreFixture.with { fixture in
            let answer = try await fixture.send("GET", "/api/v1alpha/openapi.json")
            #expect(Data(answer.body) == ConfigStore.description.json)
        }
    }

    @Test("is kept in docs/openapi; make openapi ARGS=--write writes it there")
    func isKept() throws {
        let kept = try DescribedRoutes.kept("configstore")
        #expect(kept == String(decoding: ConfigStore.description.json, as: UTF8.self) + "\n")
    }
}
