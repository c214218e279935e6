import Foundation
import Gateway
import GatewayClient
import HTTPTransport
import ServiceKit
import ServiceTesting
import Testing

@Suite("Who may do what", .serviceLogs)
struct AccessTests {
    /// Those who can ask, from the one who may least to the one who may most.
    enum Role: CaseIterable {
        case nobody, otherUser, alice, adminToken

        /// Whether the table lets this role in.
        func may(_ who: String) throws -> Bool {
            switch who {
            case "anybody": true
            case "logged in": self != .nobody
            case "a user": self == .otherUser || self == .alice
            case "the user": self == .alice
            case "the user, admin": self == .alice || self == .adminToken
            case "admin": self == .adminToken
            default: throw Unexpected(who)
            }
        }
    }

    @Test(
        "every route lets in those whom docs/http-api.md names, and nobody else",
        arguments: try DocumentedRoute.gateway())
    func walk(_ route: DocumentedRoute) async throws {
        try await ContractFixture.with { fixture in
            var tokens: [Role: String] = [.adminToken: ContractFixture.adminToken]
            for (role, name) in [(Role.alice, "alice"), (.otherUser, "bob")] {
                _ = try await fixture.admin.createUser(name)
                tokens[role] = try await fixture.admin.createUserToken(for: name, name: "access")
            }
            for role in Role.allCases {
                let headers = tokens[role].map { [TransportHeader("Authorization", "token \($0)")] } ?? []
                let answer = try await fixture.gateway.transport.send(
                    TransportRequest(
                        method: route.method, url: route.url, headers: headers,
                        body: route.method == "GET" ? [] : Array("{}".utf8)))
                let expected = try role.may(route.who)
                let code = try? (JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])?["code"]
                let isRefused = ["unauthorized", "forbidden", "noUser"].contains(code as? String)
                #expect(
                    isRefused != expected, "\(role): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
                if !expected { #expect(answer.status == (role == .nobody ? 401 : 403)) }
            }
        }
    }
}
