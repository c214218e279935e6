import GitHubDriver
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import Testing

@Suite("GitHub's wrong answers")
struct GitHubErrorTests {
    private func answer(_ status: Int, _ body: String, _ headers: [String: String] = [:]) -> ForgeResponse {
        ForgeResponse(
            status: status, headers: ["content-type": "application/json; charset=utf-8"].merging(headers) { $1 },
            body: Array(body.utf8), receivedAt: 1000)
    }

    @Test(
        "become the error of their status in every operation", arguments: GitHubOperation.all,
        [
            (301, "moved"), (302, "moved"), (307, "moved"), (308, "moved"), (400, "invalid"), (401, "unauthorized"),
            (403, "forbidden"), (404, ""), (409, ""), (410, "notFound"), (422, ""), (429, "rateLimited"),
            (500, "unavailable"), (502, "unavailable"), (503, "unavailable"),
        ])
    func statuses(operation: GitHubOperation, expected: (status: Int, code: String)) async throws {
        let cutOff = #"{"message":""#
        for body in [
            #"{"message":"why","documentation_url":"https://docs.github.com/rest"}"#, #"{"errors":[]}"#,
            #"{"errors":["why"]}"#, #"{"errors":[{"field":"f","code":"invalid","resource":"R"}]}"#,
            #"{"errors":{"a":1}}"#, "{}", cutOff, "",
        ] {
            var code =
                switch expected.status {
                case 404: operation.missing
                case 409: operation.conflict
                case 422: operation.invalid
                default: expected.code
                }
            // Only a whole answer says that a thing is gone.
            if code == "done", body == cutOff { code = "unavailable" }
            #expect(try await operation.outcome(of: answer(expected.status, body)) == code, "\(body)")
        }
    }

    @Test(
        "are refused when a web page comes with a success or a refusal", arguments: GitHubOperation.all,
        [200, 201, 401, 403, 404, 422])
    func webPages(operation: GitHubOperation, status: Int) async throws {
        let page = answer(status, "<!DOCTYPE html><p>Sign in</p>", ["content-type": "text/html; charset=utf-8"])
        let isNext = status == 404 && operation.missing == "next"
        let isMissing = status == 422 && operation.invalid == "notFound"
        #expect(
            try await operation.outcome(of: page) == (isNext ? "next" : isMissing ? "notFound" : "unavailable"))
    }

    @Test(
        "are refused when a success is cut off, too deep or of another type", arguments: GitHubOperation.all,
        ["{", #"{"id":"#, #"[{"id":"#, "nothing", String(repeating: "[", count: 100_000)])
    func brokenJSON(operation: GitHubOperation, body: String) async throws {
        #expect(try await operation.outcome(of: answer(200, body)) == "unavailable")
    }

    @Test("are refused when they have other members than they should", arguments: GitHubOperation.all)
    func wrongTypes(operation: GitHubOperation) async throws {
        for body in [#"{"id":"one"}"#, #"[{"id":{}}]"#, "[null]", "null", "1"] {
            let expected = operation.takesEmptyAnswer ? "done" : "unavailable"
            #expect(try await operation.outcome(of: answer(200, body)) == expected, "\(body)")
        }
    }

    @Test("without a body are refused where something is to be read", arguments: GitHubOperation.all)
    func emptyBody(operation: GitHubOperation) async throws {
        let expected = operation.takesEmptyAnswer ? "done" : "unavailable"
        #expect(try await operation.outcome(of: answer(200, "")) == expected)
    }

    private func error(_ response: ForgeResponse) async throws -> DriverError? {
        let call = try await GitHubDriver().repository(id: "1")
        do throws(DriverError) {
            _ = try await call.read(response)
            return nil
        } catch {
            return error
        }
    }

    @Test("of the primary rate limit say when it ends", arguments: [403, 429])
    func primaryLimit(status: Int) async throws {
        let headers = ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1060"]
        #expect(try await error(answer(status, "{}", headers)) == .rateLimited(until: 1060))
        let left = ["x-ratelimit-remaining": "9", "x-ratelimit-reset": "1060"]
        #expect(try await error(answer(403, "{}", left))?.code == "forbidden")
    }

    @Test(
        "of a secondary rate limit say to wait, a minute when GitHub doesn't say how long",
        arguments: [
            #"{"documentation_url":"https://docs.github.com/rest/using/rate-limits#about-secondary-rate-limits"}"#,
            #"{"documentation_url":"https://developer.github.com/v3/#abuse-rate-limits"}"#,
            #"{"message":"You have exceeded a secondary rate limit. Please wait a few minutes."}"#,
            #"{"message":"You have triggered an abuse detection mechanism."}"#,
        ], [403, 429])
    func secondaryLimit(body: String, status: Int) async throws {
        #expect(try await error(answer(status, body)) == .rateLimited(until: 1060))
        #expect(try await error(answer(status, body, ["retry-after": "30"])) == .rateLimited(until: 1030))
        let other = ["x-ratelimit-remaining": "4000", "x-ratelimit-reset": "4600"]
        #expect(try await error(answer(403, body, other)) == .rateLimited(until: 1060))
    }

    @Test("of a repository that has moved say its id, wherever they lead")
    func moved() async throws {
        for (location, id) in [
            ("https://api.github.com/repositories/1296269", "1296269"),
            ("/repositories/7?page=2", "7"), ("https://evil.test/repositories/7#x", "7"),
        ] {
            for status in [301, 307, 308] {
                #expect(try await error(answer(status, "{}", ["location": location])) == .moved(id: id))
            }
        }
        for location in [
            "", "https://api.github.com/repos/a/b", "https://api.github.com/repositories/", "/repositories/1x",
            "/repositories/../1", "/repositories/123456789012345678901",
        ] {
            #expect(try await error(answer(301, "{}", ["location": location])) == .moved(id: nil), "\(location)")
        }
    }

    @Test("are followed to the repository by its id, and nowhere else")
    func movedSession() async throws {
        let repository = try GitHubFixtures.bytes("api", "repo")
        let transport = ReplayTransport([
            GitHubFixtures.answer(301, "{}", ["Location": "https://evil.test/repositories/1296269"]),
            GitHubFixtures.answer(200, repository),
        ])
        let session = GitHubFixtures.session(over: transport)
        #expect(try await session.repository(path: RepositoryPath("old/name")).path == GitHubFixtures.path)
        #expect(
            transport.requests.map(\.url) == [
                "https://api.github.com/repos/old/name", "https://api.github.com/repositories/1296269",
            ])
    }

    @Test("say what a person can do about them")
    func advice() async throws {
        let sso = answer(403, "{}", ["x-github-sso": "required; url=https://github.com/orgs/acme/sso?x=1"])
        guard case .forbidden(let words) = try await error(sso) else {
            Issue.record("single sign-on is asked for")
            return
        }
        #expect(words.contains("single sign-on") && !words.contains("https"))
        let scopes = ["x-oauth-scopes": "read:user", "x-accepted-oauth-scopes": "admin:repo_hook, repo"]
        guard case .forbidden(let missing) = try await error(answer(403, #"{"message":"why"}"#, scopes)) else {
            Issue.record("a scope is missing")
            return
        }
        #expect(missing.contains("admin:repo_hook, repo"))
        let granted = ["x-oauth-scopes": "read:user, repo", "x-accepted-oauth-scopes": "repo"]
        #expect(try await error(answer(403, #"{"message":"why"}"#, granted)) == .forbidden("why"))
    }

    @Test(
        "of a value that isn't taken name its field",
        arguments: [
            (
                #"{"errors":[{"resource":"PublicKey","code":"custom","field":"key","message":"key is already in use"}]}"#,
                DriverError.conflict("key is already in use")
            ),
            (
                #"{"errors":[{"resource":"Hook","code":"custom","message":"Hook already exists on this repository"}]}"#,
                .conflict("Hook already exists on this repository")
            ),
            (#"{"errors":[{"resource":"R","code":"already_exists","field":"f"}]}"#, .conflict("already_exists")),
            (
                #"{"errors":[{"code":"custom","field":"key","message":"key is invalid."}]}"#,
                .invalid(field: "key", message: "key is invalid.")
            ),
            (
                #"{"errors":[{"code":"missing_field","field":"title"}]}"#,
                .invalid(field: "title", message: "missing_field")
            ),
            (#"{"message":"Validation Failed"}"#, .invalid(field: "", message: "Validation Failed")),
            (#"{"errors":["no\nway"]}"#, .invalid(field: "", message: "no\nway")),
        ])
    func validation(body: String, expected: DriverError) async throws {
        #expect(try await error(answer(422, body)) == expected)
    }

    @Test("as published are a missing thing")
    func published() async throws {
        let body = try GitHubFixtures.bytes("api", "error")
        let response = ForgeResponse(status: 404, headers: ["content-type": "application/json"], body: body)
        #expect(try await error(response) == .notFound("Not Found"))
    }
}
