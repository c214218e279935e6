import GitLabDriver
import RemoteSources
import Testing

@Suite("GitLab's pages")
struct GitLabPageTests {
    private func keys(_ count: Int) -> [UInt8] {
        let key = #"{"id":1,"title":"t","key":"k","can_push":false}"#
        return Array("[\(Array(repeating: key, count: count).joined(separator: ","))]".utf8)
    }

    private func projects(_ ids: [Int]) -> [UInt8] {
        let items = ids.map {
            #"{"id":\#($0),"path_with_namespace":"a/b","web_url":"u","ssh_url_to_repo":"s","http_url_to_repo":"h"}"#
        }
        return Array("[\(items.joined(separator: ","))]".utf8)
    }

    private func page(
        _ token: PageToken?, _ count: Int, _ headers: [String: String] = [:]
    ) async throws -> (request: ForgeRequest, page: Page<DeployKey>?) {
        let call = try await GitLabDriver().deployKeys(in: RepositoryPath("alice/hello"), page: token)
        let step = try await call.read(ForgeResponse(status: 200, headers: headers, body: keys(count)))
        guard case .done(let page) = step else { return (call.request, nil) }
        return (call.request, page)
    }

    @Test("go on when the server says so, and without its headers until one is empty", arguments: [0, 1, 99, 100])
    func numbered(count: Int) async throws {
        let next = PageToken("2")
        #expect(try await page(nil, count).page?.next == (count == 0 ? nil : next))
        #expect(try await page(nil, count, ["x-next-page": ""]).page?.next == nil)
        #expect(try await page(nil, count, ["x-next-page": "2"]).page?.next == next)
        #expect(try await page(nil, count, ["link": #"<https://h/x?page=2>; rel="next""#]).page?.next == next)
        #expect(try await page(nil, count, ["link": #"<https://h/x?page=1>; rel="first""#]).page?.next == nil)
    }

    @Test("are counted, never taken from the server's links")
    func ignoresLinks() async throws {
        let elsewhere = ["link": #"<https://evil.test/api?page=9>; rel="next""#, "x-next-page": "9", "x-total": "0"]
        let (request, page) = try await page(PageToken("2"), 1, elsewhere)
        #expect(request.query == [.init("page", "2"), .init("per_page", "100")])
        #expect(page?.next == PageToken("3"))
    }

    private func list(
        _ token: PageToken?, _ ids: [Int], link: String? = nil
    ) async throws -> (request: ForgeRequest, next: PageToken?) {
        let call = try await GitLabDriver().repositories(page: token)
        let headers = link.map { ["link": $0] } ?? [:]
        let step = try await call.read(ForgeResponse(status: 200, headers: headers, body: projects(ids)))
        guard case .done(let page) = step else { return (call.request, PageToken("not done")) }
        return (call.request, page.next)
    }

    @Test("of repositories go on after the last id, on whatever host the link is")
    func keyset() async throws {
        let first = #"<https://h/api/v4/projects?per_page=100>; rel="first""#
        let next = #"<https://evil.test/api/v4/projects?id_after=42&order_by=id&sort=asc>; rel="next""#
        #expect(try await list(nil, [1, 42], link: "\(next), \(first)").next == PageToken("42"))
        let second = try await list(PageToken("42"), [43], link: first)
        #expect(second.request.query.last == .init("id_after", "42"))
        #expect(second.request.path == ["api", "v4", "projects"])
        #expect(second.next == nil)
        // A proxy that takes the header away must not make the rest disappear.
        #expect(try await list(nil, [1, 2, 7]).next == PageToken("7"))
        #expect(try await list(PageToken("7"), []).next == nil)
        #expect(try await list(PageToken("7"), [], link: next).next == nil)
    }

    @Test(
        "that go on in another way are no list of GitLab's",
        arguments: ["https://h/p?page=2", "https://h/p", "https://h/p?id_after=x", "https://h/p?id_after=-1", ""])
    func otherLinks(url: String) async throws {
        await #expect(throws: DriverError.self) { _ = try await list(nil, [1], link: "<\(url)>; rel=\"next\"") }
    }

    @Test(
        "refuse a token that is none of theirs",
        arguments: [
            "", "-1", "x", "1x", "+1", "9223372036854775808", "https://evil.test/", "1&min_access_level=0",
        ])
    func refusesTokens(token: String) async throws {
        let driver = GitLabDriver()
        await #expect(throws: DriverError.self) { _ = try await driver.repositories(page: PageToken(token)) }
        guard token != "+1" else { return }
        await #expect(throws: DriverError.self) {
            _ = try await driver.branches(in: RepositoryPath("alice/hello"), page: PageToken(token))
        }
    }
}
