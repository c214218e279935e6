import ConfigStoreAPI
import ConfigStoreClient
import HTTPTransport
import ServiceTesting
import Testing

@Suite("Manual projects", .serviceLogs)
struct ManualProjectsTests {
    private static func ssh(
        _ url: String = "ssh://git@git.example.com:2222/some/thing.git", key: String? = CreateProjectRequest.key,
        hostKey: String? = nil, skips: Bool? = true
    ) -> CreateProjectRequest {
        CreateProjectRequest(
            name: "p", parentRef: "user/alice", visibility: "public", remoteRepositoryConfigType: "manual",
            cloneURL: url, sshPrivateKey: key, sshHostKey: hostKey, skipSSHHostKeyCheck: skips)
    }

    private static func https(
        _ url: String = "https://git.example.com/x", user: String? = "bot", password: String? = "pass"
    ) -> CreateProjectRequest {
        CreateProjectRequest(
            name: "p", parentRef: "user/alice", visibility: "public", remoteRepositoryConfigType: "manual",
            cloneURL: url, cloneUser: user, clonePassword: password)
    }

    private static let hostKey =
        "git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n"

    @Test(
        "need what reaches their repository",
        arguments: [
            (ssh(), nil), (ssh("git@git.example.com:some/thing.git"), nil), (ssh(hostKey: hostKey, skips: nil), nil),
            (https(), nil), (ssh(key: nil), "400 invalidSSHPrivateKey"),
            (ssh(key: "not a key"), "400 invalidSSHPrivateKey"), (ssh(skips: nil), "400 invalidSSHHostKey"),
            (ssh(hostKey: "nonsense"), "400 invalidSSHHostKey"),
            (ssh("http://git.example.com/x"), "400 invalidCloneURL"),
            (ssh("file:///etc/passwd"), "400 invalidCloneURL"), (ssh("-oProxyCommand=x@h:y"), "400 invalidCloneURL"),
            (ssh("git@host:-x"), "400 invalidCloneURL"), (ssh(""), "400 invalidCloneURL"),
            (https(user: nil), "400 invalidProject"), (https(password: nil), "400 invalidProject"),
            (https(password: ""), "400 invalidProject"),
            (https("https://me:secret@git.example.com/x"), "400 invalidCloneURL"),
            (https("https://git.example.com"), "400 invalidCloneURL"),
        ] as [(CreateProjectRequest, String?)])
    func rules(request: CreateProjectRequest, code: String?) async throws {
        try await ConfigStoreFixture.with { fixture in
            try await fixture.client.user(named: "alice")
            #expect(await ConfigStoreFixture.code { _ = try await fixture.client.createProject(request) } == code)
        }
    }

    @Test("and their secrets: for the gateway alone, and nowhere in clear")
    func secrets() async throws {
        let secret = "Zm9yIG5vYm9keSBlbHNlIHRvIHNlZQ"
        let key = CreateProjectRequest.key.replacing("bm90aGluZw==", with: secret)
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            let project = try await client.createProject(Self.ssh(key: key))
            let made = try await client.projectCredentials(project.id)
            #expect(made.sshPrivateKey == key && made.clonePassword.isEmpty && made.webhookSecret.utf8.count > 40)
            #expect(!project.repository.sshPrivateKeyFingerprint.isEmpty)
            let same = try await client.updateProject(project.id, UpdateProjectRequest(sshPrivateKey: key))
            #expect(same.repository.sshPrivateKeyFingerprint == project.repository.sshPrivateKeyFingerprint)
            #expect(try await client.projectCredentials("user/alice/p").webhookSecret == made.webhookSecret)
            for path in ["projects/\(project.id)", "projectgroups/user%2Falice/projects"] {
                let body = String(
                    decoding: try await fixture.send("GET", "/api/v1alpha/\(path)").body, as: UTF8.self)
                #expect(!body.contains(secret) && !body.contains(made.webhookSecret))
            }
            let password = "pa55word-that-must-not-show"
            let changed = try await client.updateProject(
                project.id,
                UpdateProjectRequest(
                    cloneURL: "https://git.example.com/x", cloneUser: "bot", clonePassword: password))
            #expect(changed.repository.sshPrivateKeyFingerprint.isEmpty)
            let credentials = try await client.projectCredentials(project.id)
            #expect(credentials.sshPrivateKey.isEmpty && credentials.clonePassword == password)
            for text in [secret, password, made.webhookSecret] {
                #expect(!TestLog.current.contains(text))
                try SecretScan.expectNothing(of: text, in: fixture.directory)
            }
        }
    }

    @Test("a password is not kept for another URL")
    func movedPassword() async throws {
        try await ConfigStoreFixture.with { fixture in
            let client = fixture.client
            try await client.user(named: "alice")
            let project = try await client.createProject(Self.https(user: "bot", password: "pa55word"))
            func password() async throws -> String { try await client.projectCredentials(project.id).clonePassword }
            let elsewhere = "https://elsewhere.example.com/x"
            #expect(
                await ConfigStoreFixture.code {
                    _ = try await client.updateProject(project.id, UpdateProjectRequest(cloneURL: elsewhere))
                } == "400 invalidProject")
            let same = UpdateProjectRequest(cloneURL: project.repository.cloneURL, cloneUser: "other")
            #expect(try await client.updateProject(project.id, same).repository.cloneUser == "other")
            #expect(try await password() == "pa55word")
            _ = try await client.updateProject(
                project.id, UpdateProjectRequest(cloneURL: elsewhere, clonePassword: "another"))
            #expect(try await password() == "another")
        }
    }
}
