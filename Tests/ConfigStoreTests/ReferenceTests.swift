import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import Synchronization
import Testing

@Suite("A reference in a path")
struct ReferenceTests {
    private final class Seen: HTTPTransport {
        let urls = Mutex<[String]>([])

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            urls.withLock { $0.append(request.url) }
            return TransportResponse(status: 204)
        }
    }

    @Test("that would mean another path is never sent", arguments: ["..", ".", ""])
    func dots(reference: String) async {
        let seen = Seen()
        let client = ConfigStoreClient(baseURL: "http://configstore", transport: seen)
        // Resolved on the way, this would be the path that deletes the user.
        let code = await ConfigStoreFixture.code { try await client.deleteUserToken(user: "alice", name: reference) }
        #expect(code == "400 invalidRef")
        #expect(seen.urls.withLock { $0.isEmpty })
    }

    @Test(
        "that has slashes and percent signs is one segment", arguments: ["../alice", "a/b", "%2e%2e", "...", "a?b#c"])
    func escaped(reference: String) async throws {
        let seen = Seen()
        let client = ConfigStoreClient(baseURL: "http://configstore", transport: seen)
        try await client.deleteUserToken(user: "alice", name: reference)
        let segments = seen.urls.withLock { $0 }.first?.split(separator: "/", omittingEmptySubsequences: false)
        #expect(segments?.count == 9)
        #expect(segments?.last?.removingPercentEncoding == reference)
    }

    @Test("is refused by the configstore itself too", arguments: ["..", ".", "%2e%2e", "%2E", "%zz"])
    func refused(segment: String) async throws {
        try await ConfigStoreFixture.with { fixture in
            _ = try await fixture.client.createUser(CreateUserRequest(userName: "alice"))
            let response = try await fixture.send("DELETE", "/api/v1alpha/users/alice/tokens/\(segment)")
            #expect(response.status == 400)
            #expect(try await fixture.client.user("alice").name == "alice")
        }
    }
}
