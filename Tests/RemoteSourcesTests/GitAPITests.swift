import HTTPTransport
import PlainGitDriver
import RemoteSources
import Testing

@Suite("A repository in the place of a forge")
struct GitAPITests {
    private static let sha = String(repeating: "a", count: 40)
    private static let refs = GitRefs(
        head: "refs/heads/main",
        refs: [
            RemoteRef(name: "refs/heads/main", commitSHA: sha), RemoteRef(name: "refs/tags/main", commitSHA: sha),
            RemoteRef(name: "refs/tags/v1", commitSHA: String(repeating: "b", count: 64)),
        ])

    private static func repository(_ cloneURL: String = "git@git.example.com:app.git") throws -> GitRepository {
        try GitRepository(cloneURL: cloneURL, credentials: .privateKey("k3y"), hostKeys: .any)
    }

    private static func head(_ git: ScriptedGit) async throws(OperationError) -> RemoteRef {
        let repository: GitRepository
        do {
            repository = try Self.repository()
        } catch {
            throw .contractViolation("\(error)")
        }
        let host = DriverHost(transport: GitAPI(git, repository), pause: { _ in })
        let session = RemoteSourceSession(
            driver: PlainGitDriver(), host: host, connection: RemoteSourceConnection(apiURL: GitAPI.url),
            deadline: .now + .seconds(600))
        return try await session.perform(.refs) { driver throws(DriverError) in
            try await driver.ref("HEAD", in: repository.path)
        }.output
    }

    @Test(
        "answers what is asked of it",
        arguments: [
            ("/ref/HEAD", 200, #"{"name":"refs/heads/main","sha":"\#(sha)"}"#),
            ("/ref/refs%2Ftags%2Fmain", 200, #"{"name":"refs/tags/main","sha":"\#(sha)"}"#),
            ("/ref/main", 200, #"{"name":"refs/heads/main","sha":"\#(sha)"}"#),
            ("/refs/heads", 200, #"[{"name":"refs/heads/main","sha":"\#(sha)"}]"#),
            ("/commits/x", 200, #"{"message":"of git.example.com/app.git","sha":"x"}"#),
            ("/files/x/a%20b/%25/c", 200, "a b/%/c at x"),
            ("/ref/other", 404, #"{"message":"there is no ref other"}"#),
        ])
    func answers(path: String, status: Int, text: String) async throws {
        let git = ScriptedGit(.success(.success(Self.refs)))
        let request = TransportRequest(method: "GET", url: GitAPI.url + path, maxResponseBytes: 99)
        let answer = try await GitAPI(git, Self.repository()).send(request)
        #expect(answer.status == status && String(decoding: answer.body, as: UTF8.self) == text)
        #expect(git.bounds == [GitBounds(deadline: request.deadline, maxBytes: 99)])
    }

    @Test(
        "reads nothing for what is no question",
        arguments: [
            "", "/", "/refs", "/refs/pull", "/ref", "/ref/", "/ref/a/b", "/files/x", "/files/x/", "/tags", "/ref/%zz",
        ])
    func noQuestion(path: String) async throws {
        let git = ScriptedGit(.success(.success(Self.refs)))
        let api = GitAPI(git, try Self.repository())
        for (method, url) in [
            ("GET", GitAPI.url + path), ("POST", GitAPI.url + "/ref/HEAD"), ("GET", "https://a.test/ref/HEAD"),
        ] {
            #expect(try await api.send(TransportRequest(method: method, url: url)).status == 404)
        }
        #expect(git.bounds.isEmpty)
    }

    @Test(
        "refuses in the drivers' words, through the host",
        arguments: [
            DriverError.unauthorized("not this key"), .forbidden("not you"), .notFound("nothing there"),
            .moved(id: nil), .conflict("busy"), .rateLimited(until: nil), .invalid(field: "", message: "no URL"),
        ])
    func refusals(error: DriverError) async throws {
        await #expect(throws: OperationError.driver(error)) {
            try await Self.head(ScriptedGit(.success(.failure(error))))
        }
    }

    @Test(
        "passes on why there is no answer",
        arguments: [
            (TransportError(.tlsFailed, "another key"), OperationError.unreachable("another key")),
            (TransportError(.addressRefused, "not there"), .addressRefused("not there")),
            (TransportError(.responseTooLarge, "too much"), .badAnswer("too much")),
            (TransportError(.timedOut, "too late"), .timedOut), (TransportError(.cancelled, "no more"), .cancelled),
        ])
    func failures(failure: TransportError, error: OperationError) async throws {
        let git = ScriptedGit(.failure(failure))
        await #expect(throws: error) { try await Self.head(git) }
        #expect(git.bounds.count == 1)
    }

    @Test("is read again when the connection broke")
    func again() async throws {
        let git = ScriptedGit(.failure(TransportError(.connectionFailed, "it broke")), .success(.success(Self.refs)))
        #expect(try await Self.head(git).name == "refs/heads/main")
        #expect(git.bounds.count == 2)
    }

    @Test("has no default branch while HEAD leads nowhere", arguments: [nil, "refs/heads/gone"])
    func noHead(head: String?) async throws {
        let git = ScriptedGit(.success(.success(GitRefs(head: head, refs: Self.refs.refs))))
        await #expect(throws: OperationError.driver(.notFound("there is no ref HEAD"))) { try await Self.head(git) }
    }

    @Test(
        "is called by its host and its name, whatever the clone URL is like",
        arguments: [
            ("git@git.example.com:app.git", "git.example.com/app.git"),
            ("ssh://git@git.example.com:2222/~bob/team/app", "git.example.com:2222/app"),
            ("https://git.example.com/a/b/c.git", "git.example.com/c.git"),
        ])
    func names(cloneURL: String, path: String) throws {
        let repository = try Self.repository(cloneURL)
        #expect(repository.path.description == path)
        #expect("\(repository)" == "GitRepository(\(path))" && !String(reflecting: repository).contains("k3y"))
    }

    @Test(
        "has a clone URL",
        arguments: [
            "", "http://git.example.com/a", "file:///srv/a", "ext::sh -c id", "https://git.example.com", "git@host:..",
        ])
    func cloneURLs(text: String) {
        let error = #expect(throws: DriverError.self) { try Self.repository(text) }
        #expect(error?.code == "invalid" && error?.message.hasPrefix("clone_url: ") == true)
    }
}
