import HTTPTypes
import ServiceTesting
import Testing

@testable import Gateway

@Suite("The table of operations")
struct GatewayOperationTests {
    /// Pages for browsers, answers for load balancers and what forges send to, which are no operations.
    private static let others: Set<String> = [
        "/healthz", "/readyz", "/metrics", "/oauth2/callback", "/webhooks", "/webhooks/{projectid}",
    ]

    @Test("is the one in docs/http-api.md: each operation once, under who may")
    func documented() throws {
        let table = GatewayOperation.allCases.map { operation in
            let row = operation.row
            let path = row.path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
            return "\(row.method.rawValue) \(path.joined(separator: "/")): \(row.access.name)"
        }
        #expect(Set(table).count == table.count)
        // What a parameter of the query changes has a row of its own there.
        let documented = try DocumentedRoute.gateway()
            .filter { !$0.path.contains("?") && !Self.others.contains($0.path) }
            .map { "\($0.method) \($0.path): \($0.who)" }
        #expect(Set(documented).count == documented.count)
        #expect(Set(table).symmetricDifference(documented).sorted() == [])
    }
}
