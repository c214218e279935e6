import Foundation
import Gateway
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

@Suite("docs/http-api.md", .serviceLogs)
struct DocumentedRoutesTests {
    @Test("has the gateway's routes, and no others")
    func count() throws {
        let routes = try DocumentedRoute.gateway()
        #expect(routes.count == Set(routes).count)
        for expected in [
            ("GET", "remotesources?details=true"), ("POST", "remotesources/{ref}/secretcheck"),
            ("POST", "auth/authorize"),
            ("GET", "/oauth2/callback"), ("DELETE", "users/{ref}/sessions"),
        ] {
            #expect(routes.contains { $0.method == expected.0 && $0.path == expected.1 })
        }
    }

    @Test("names routes that are there", arguments: try DocumentedRoute.gateway())
    func exists(_ route: DocumentedRoute) async throws {
        try await ContractFixture.with { fixture in
            func answer(_ method: String) async throws -> String {
                let response = try await fixture.gateway.transport.send(
                    TransportRequest(
                        method: method, url: route.url(),
                        headers: [TransportHeader("Authorization", "token \(ContractFixture.adminToken)")],
                        body: method == "GET" ? [] : Array("{}".utf8)))
                return String(decoding: response.body, as: UTF8.self)
            }
            let found = try await answer(route.method)
            #expect(!found.contains("noSuchRoute"), "\(found)")
            // What is not documented is not there.
            let other = try await answer("PATCH")
            #expect(other.contains("methodNotAllowed"))
        }
    }
}
