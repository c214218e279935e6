import Foundation
import Gateway
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

/// A route as a document names it.
struct DocumentedRoute: Sendable, Hashable, CustomTestStringConvertible {
    let method: String
    let path: String

    var testDescription: String { "\(method) \(path)" }

    /// The routes of the gateway's table in `docs/http-api.md`. A route without a method has that of the one before.
    static func gateway() throws -> [DocumentedRoute] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/http-api.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let section = text.split(separator: "## Gateway").last?.split(separator: "## ").first ?? ""
        let table = section.drop { $0 != "|" }.split(separator: "\n\n").first ?? ""
        var routes: [DocumentedRoute] = []
        for row in table.split(separator: "\n").dropFirst(2) {
            for span in row.split(separator: "|")[0].matches(of: /`([^`]+)`/) {
                let words = span.1.split(separator: " ")
                let method = words.count == 2 ? String(words[0]) : routes.last?.method ?? ""
                routes.append(DocumentedRoute(method: method, path: String(words.last ?? "")))
            }
        }
        return routes
    }

    /// The path with something in its places.
    var url: String {
        let filled = path.replacing(/\{[^}]*\}/, with: "x")
        return "http://gateway" + (filled.hasPrefix("/") ? filled : "/api/v1alpha/" + filled)
    }
}

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
            #expect(routes.contains(DocumentedRoute(method: expected.0, path: expected.1)))
        }
    }

    @Test("names routes that are there", arguments: try DocumentedRoute.gateway())
    func exists(_ route: DocumentedRoute) async throws {
        try await ContractFixture.with { fixture in
            func answer(_ method: String) async throws -> String {
                let response = try await fixture.gateway.transport.send(
                    TransportRequest(
                        method: method, url: route.url,
                        headers: [TransportHeader("Authorization", "token \(ContractFixture.adminToken)")],
                        body: method == "GET" ? [] : Array("{}".utf8)))
                return String(decoding: response.body, as: UTF8.self)
            }
            let found = try await answer(route.method)
            #expect(!found.contains("noSuchRoute"), "\(found)")
            // What is not documented is not there.
            let other = try await answer("PATCH")
            #expect(other.contains("noSuchRoute"))
        }
    }
}
