import GiteaDriver
import RemoteSources
import Testing

@Suite("Gitea's pages")
struct GiteaPageTests {
    private func keys(_ count: Int) -> [UInt8] {
        let key = #"{"id":1,"title":"t","key":"k","read_only":true}"#
        return Array("[\(Array(repeating: key, count: count).joined(separator: ","))]".utf8)
    }

    private func page(
        _ token: PageToken?, _ count: Int, _ headers: [String: String] = [:]
    ) async throws -> (request: ForgeRequest, page: Page<DeployKey>?) {
        let call = try await GiteaDriver().deployKeys(in: RepositoryPath("alice/hello"), page: token)
        let step = try await call.read(ForgeResponse(status: 200, headers: headers, body: keys(count)))
        guard case .done(let page) = step else { return (call.request, nil) }
        return (call.request, page)
    }

    @Test("go on after a short page and without totals, and end with an empty one", arguments: [0, 1, 29, 30, 31])
    func ends(count: Int) async throws {
        let (request, page) = try await page(nil, count)
        #expect(!request.query.contains { $0.name == "page" })
        #expect(page?.items.count == count)
        #expect(page?.next == (count == 0 ? nil : PageToken("2")))
    }

    @Test("are counted, never taken from the server's links")
    func ignoresLinks() async throws {
        let elsewhere = ["link": #"<https://evil.test/api?page=9>; rel="next""#, "x-total-count": "0"]
        let (request, page) = try await page(PageToken("2"), 1, elsewhere)
        #expect(request.query.last == .init("page", "2"))
        #expect(page?.next == PageToken("3"))
    }

    @Test(
        "refuse a token that is none of theirs",
        arguments: [
            "", "0", "-1", "x", "1x", "1000001", "9223372036854775807", "9223372036854775808", "https://evil.test/",
        ])
    func refusesTokens(token: String) async throws {
        let driver = GiteaDriver()
        await #expect(throws: DriverError.self) { _ = try await driver.repositories(page: PageToken(token)) }
        await #expect(throws: DriverError.self) {
            _ = try await driver.branches(in: RepositoryPath("alice/hello"), page: PageToken(token))
        }
    }
}
