import GatewayClient
import HTTPTransport
import RemoteSources
import ServiceTesting
import Testing

@Suite("The gateway's client: repositories without a forge", .serviceLogs)
struct ManualRepositoryContractTests {
    private static let sha = String(repeating: "a", count: 40)
    private static let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nczNjcmV0\n-----END OPENSSH PRIVATE KEY-----\n"
    private static let hostKey =
        "git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    private static let readable = ScriptedRepositories.Outcome.success(
        .success(
            GitRefs(head: "refs/heads/trunk", refs: [RemoteRef(name: "refs/heads/trunk", commitSHA: sha)])))

    private static func https(_ name: String) -> ProjectRequest {
        var request = ProjectRequest(name: name, visibility: "public")
        (request.remoteRepositoryConfigType, request.cloneURL) = ("manual", "https://git.example.com/\(name).git")
        (request.cloneUser, request.clonePassword) = ("robot", "clone-s3cret")
        return request
    }

    private static func ssh(_ name: String) -> ProjectRequest {
        var request = ProjectRequest(name: name, visibility: "public")
        (request.remoteRepositoryConfigType, request.cloneURL) = ("manual", "git@git.example.com:\(name).git")
        (request.sshPrivateKey, request.sshHostKey) = (key, hostKey)
        return request
    }

    /// What a reading was made with, as a text.
    private static func summary(_ repository: GitRepository) -> String {
        let credentials =
            switch repository.credentials {
            case .password(let user, let password): "\(user) \(password)"
            case .privateKey(let key): key
            }
        let hostKeys =
            switch repository.hostKeys {
            case .pinned(let lines): lines
            case .any: "any"
            }
        return [repository.cloneURL, credentials, hostKeys].joined(separator: " ")
    }

    private static func with(
        _ outcome: ScriptedRepositories.Outcome = readable,
        _ body: (ContractFixture, GatewayClient, ScriptedRepositories) async throws -> Void
    ) async throws {
        let git = ScriptedRepositories(outcome)
        try await ContractFixture.with(git: git) { fixture in
            try await body(fixture, try await fixture.user("alice", through: "gitea"), git)
        }
    }

    @Test("are read with what is to reach them, and say what the default branch is")
    func created() async throws {
        try await Self.with { _, alice, git in
            let https = try await alice.createProject(Self.https("a"))
            #expect(https.defaultBranch == "trunk")
            #expect(git.looks().map(Self.summary) == ["https://git.example.com/a.git robot clone-s3cret any"])
            let ssh = try await alice.createProject(Self.ssh("b"))
            #expect(ssh.defaultBranch == "trunk")
            #expect(git.looks().map(Self.summary) == ["git@git.example.com:b.git \(Self.key) \(Self.hostKey)"])
            var named = Self.ssh("c")
            (named.defaultBranch, named.sshHostKey, named.skipSSHHostKeyCheck) = ("main", nil, true)
            let main = try await alice.createProject(named)
            #expect(main.defaultBranch == "main")
            #expect(git.looks().map(Self.summary) == ["git@git.example.com:c.git \(Self.key) any"])
            git.answer(.success(.success(GitRefs(head: "refs/heads/trunk", refs: []))))
            let empty = try await alice.createProject(Self.https("empty"))
            #expect(empty.defaultBranch == "")
        }
    }

    @Test(
        "that can't be read become no projects",
        arguments: [
            (.success(.failure(.unauthorized("not this key"))), "400 repositoryCredentialsRefused"),
            (.success(.failure(.notFound("nothing there"))), "404 notFoundAtForge"),
            (.success(.failure(.moved(id: nil))), "409 movedAtForge"),
            (.failure(TransportError(.tlsFailed, "another host key")), "502 forgeUnavailable"),
            (.failure(TransportError(.addressRefused, "not there")), "502 forgeAddressRefused"),
            (.failure(TransportError(.invalidResponse, "a page")), "502 forgeBadAnswer"),
            (.failure(TransportError(.timedOut, "too late")), "504 forgeTimedOut"),
        ] as [(ScriptedRepositories.Outcome, String)])
    func unreadable(outcome: ScriptedRepositories.Outcome, summary: String) async throws {
        try await Self.with(outcome) { _, alice, _ in
            for request in [Self.https("a"), Self.ssh("b")] {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await alice.createProject(request)
                }
                #expect(refused.summary == summary)
            }
            let made = try await alice.allProjects(of: "user/alice").all
            #expect(made.isEmpty)
        }
    }

    @Test("are read again when what reaches them changes, with what is stored of the rest")
    func changed() async throws {
        try await Self.with { _, alice, git in
            let https = try await alice.createProject(Self.https("a"))
            let ssh = try await alice.createProject(Self.ssh("b"))
            _ = git.looks()
            _ = try await alice.updateProject(https.id, ProjectRequest(name: "renamed"))
            #expect(git.looks().isEmpty)
            var user = ProjectRequest()
            user.cloneUser = "robin"
            _ = try await alice.updateProject(https.id, user)
            #expect(git.looks().map(Self.summary) == ["https://git.example.com/a.git robin clone-s3cret any"])
            var unchecked = ProjectRequest()
            unchecked.skipSSHHostKeyCheck = true
            _ = try await alice.updateProject(ssh.id, unchecked)
            #expect(git.looks().map(Self.summary) == ["git@git.example.com:b.git \(Self.key) any"])
            git.answer(.success(.failure(.unauthorized("not this key"))))
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.updateProject(https.id, user)
            }
            #expect(refused.summary == "400 repositoryCredentialsRefused")
        }
    }

    @Test("never get a password that was given for another place, and no more than a signature of a key")
    func otherPlace() async throws {
        try await Self.with { _, alice, git in
            let project = try await alice.createProject(Self.https("a"))
            _ = git.looks()
            var elsewhere = ProjectRequest()
            elsewhere.cloneURL = "https://elsewhere.example.com/a.git"
            let request = elsewhere
            let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                try await alice.updateProject(project.id, request)
            }
            #expect(refused.summary == "400 invalidProject" && git.looks().isEmpty)
            elsewhere.clonePassword = "new-s3cret"
            _ = try await alice.updateProject(project.id, elsewhere)
            #expect(
                git.looks().map(Self.summary) == ["https://elsewhere.example.com/a.git robot new-s3cret any"])
            let ssh = try await alice.createProject(Self.ssh("b"))
            _ = git.looks()
            elsewhere = ProjectRequest()
            (elsewhere.cloneURL, elsewhere.skipSSHHostKeyCheck) = ("git@elsewhere.example.com:b.git", true)
            _ = try await alice.updateProject(ssh.id, elsewhere)
            #expect(git.looks().map(Self.summary) == ["git@elsewhere.example.com:b.git \(Self.key) any"])
        }
    }

    @Test("are not looked for when the configstore will refuse them, which says everything that is wrong")
    func malformed() async throws {
        try await Self.with { _, alice, git in
            func expect(_ summary: String, _ request: ProjectRequest) async throws {
                let refused = try await ContractFixture.refusal { () async throws(GatewayClientError) in
                    try await alice.createProject(request)
                }
                #expect(refused.summary == summary)
            }
            var request = Self.ssh("a")
            request.sshHostKey = "git.example.com"
            try await expect("400 invalidSSHHostKey", request)
            request = Self.ssh("a")
            request.sshPrivateKey = "s3cret"
            try await expect("400 invalidSSHPrivateKey", request)
            request = Self.https("a")
            request.cloneURL = "file:///srv/a"
            try await expect("400 invalidCloneURL", request)
            request = Self.https("a")
            request.clonePassword = nil
            try await expect("400 invalidProject", request)
            #expect(git.looks().isEmpty)
        }
    }
}
