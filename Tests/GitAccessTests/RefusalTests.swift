import Foundation
import GitServing
import RemoteSources
import Testing

@testable import GitAccess

@Suite("What git access refuses")
struct RefusalTests {
    @Test(
        "an address that may not be reached is not reached", arguments: GitServer.Way.allCases,
        ["127.0.0.1", "localhost"])
    func addressGuard(way: GitServer.Way, host: String) async throws {
        try await GitServer.with { server in
            try await server.makeRepository("app")
            var remote = try server.remote(way, "app")
            switch remote.address {
            case .https(let url): remote.address = .https(url: url.replacing("127.0.0.1", with: host))
            case .ssh(var address):
                address.host = host
                remote.address = .ssh(address)
                remote.hostKeys = .any
            }
            let strict = try server.client(allow: [])
            await #expect(throws: GitError.addressRefused) { try await strict.refs(of: remote) }
        }
    }

    @Test("a server that shows another host key gets neither a key nor a question")
    func hostKeys() async throws {
        try await GitServer.with { server in
            try await server.makeRepository("app")
            let port = server.ports.ssh
            let other = HostKey(type: "ssh-ed25519", blob: Array(try server.hostKey("ed25519").blob.dropLast()) + [7])
            let rsa = HostKey(type: "ecdsa-sha2-nistp384", blob: [0, 0, 0, 1])
            let cases: [(HostKeyPolicy, GitError)] = [
                (
                    HostKeyPolicy(knownHosts: other.line(host: "127.0.0.1", port: port)),
                    .hostKeyMismatch(offered: try server.hostKey("ed25519"))
                ),
                (HostKeyPolicy(knownHosts: rsa.line(host: "127.0.0.1", port: port)), .hostKeyMismatch(offered: nil)),
                (
                    HostKeyPolicy(knownHosts: try server.hostKey("ed25519").line(host: "127.0.0.1", port: 22)),
                    .hostKeyUnknown
                ),
                (.pinned([]), .hostKeyUnknown),
            ]
            let client = try server.client()
            for (policy, error) in cases {
                let remote = try server.remote(.ssh, "app", hostKeys: policy)
                await #expect(throws: error) { try await client.refs(of: remote) }
            }
            #expect(try await client.refs(of: server.remote(.ssh, "app", hostKeys: .any)).refs.isEmpty)
            let ecdsa = HostKeyPolicy(knownHosts: try server.hostKey("ecdsa").line(host: "127.0.0.1", port: port))
            #expect(try await client.refs(of: server.remote(.ssh, "app", hostKeys: ecdsa)).refs.isEmpty)
        }
    }

    @Test("a key or a password that the server does not take is unauthorized")
    func credentials() async throws {
        try await GitServer.with { server in
            try await server.makeRepository("app")
            let client = try server.client()
            var remote = try server.remote(.ssh, "app")
            for wrong in [
                GitRemote.Credentials.privateKey(SSHKeyPair(comment: "other").privateKey), .none,
                .privateKey("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"),
            ] {
                remote.credentials = wrong
                let wrongly = remote
                await #expect(throws: GitError.unauthorized) { try await client.refs(of: wrongly) }
            }
            func closed(_ credentials: GitRemote.Credentials) throws -> GitRemote {
                try server.remote(.https, "app", prefix: "private", credentials: credentials)
            }
            await #expect(throws: GitError.unauthorized) { try await client.refs(of: closed(.none)) }
            await #expect(throws: GitError.unauthorized) {
                try await client.refs(of: closed(.password(user: "reader", password: "wrong")))
            }
            let right = GitRemote.Credentials.password(user: "reader", password: "open sesame")
            #expect(try await client.refs(of: closed(right)).refs.isEmpty)
        }
    }

    @Test("what is no git server is told apart", arguments: [("moved", GitError.moved), ("page", .badAnswer(""))])
    func otherServers(prefix: String, error: GitError) async throws {
        try await GitServer.with { server in
            let thrown = await #expect(throws: GitError.self) {
                try await server.client().refs(of: server.remote(.https, "app", prefix: prefix))
            }
            if case .badAnswer = error, case .badAnswer = thrown { return }
            #expect(thrown == error)
        }
    }

    @Test("a server that says nothing costs no more than the deadline, and a cancelled task less")
    func silence() async throws {
        try await GitServer.with { server in
            let hasty = try server.client(limits: GitLimits(time: .milliseconds(300)))
            await #expect(throws: GitError.timedOut) {
                try await hasty.refs(of: server.remote(.https, "app", prefix: "silent"))
            }
            // A listener that never answers: SSH waits for its greeting.
            let silent = try SilentListener()
            let remote = try GitRemote(
                cloneURL: "ssh://git@127.0.0.1:\(silent.port)/a", credentials: .privateKey(server.key.privateKey),
                hostKeys: .any)
            await #expect(throws: GitError.timedOut) { try await hasty.refs(of: remote) }
            let patient = try server.client(limits: GitLimits(time: .seconds(60)))
            let task = Task { try await patient.refs(of: remote) }
            try await silent.accept(server.threads)
            task.cancel()
            await #expect(throws: GitError.cancelled) { try await task.value }
        }
    }

    @Test("more bytes than the limits allow are not read", arguments: GitServer.Way.allCases)
    func limits(way: GitServer.Way) async throws {
        try await GitServer.with { server in
            try await server.makeRepository("app")
            let noise = Data((0..<50_000).map { _ in UInt8.random(in: 0...255) })
            let commit = try await server.commit(["noise": noise], in: "app")
            let remote = try server.remote(way, "app")
            for limits in [
                GitLimits(refsBytes: 100), GitLimits(packBytes: 10_000), GitLimits(objects: 2),
                GitLimits(objectBytes: 10_000), GitLimits(unpackedBytes: 20_000), GitLimits(fileBytes: 10_000),
            ] {
                let error = await #expect(throws: GitError.self) {
                    try await server.client(limits: limits).file("noise", at: commit, in: remote)
                }
                guard case .tooLarge = error else {
                    Issue.record("\(limits): \(String(describing: error))")
                    continue
                }
            }
        }
    }

    @Test(
        "only https and ssh are clone URLs",
        arguments: [
            "http://git.example.com/a", "git://git.example.com/a", "file:///srv/a", "/srv/a", "ext::sh -c id",
            "ssh://-oProxyCommand=id/a", "https://user:secret@git.example.com/a", "-u:a", "git@host:-x", "",
        ])
    func cloneURLs(text: String) {
        let error = #expect(throws: GitError.self) { _ = try GitRemote(cloneURL: text) }
        guard case .invalidURL = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("secret") == false)
    }

    @Test(
        "an ssh URL says who, where and what",
        arguments: [
            ("git@git.example.com:team/app.git", "git", "git.example.com", 22, "team/app.git"),
            ("ssh://git.example.com/team/app", "git", "git.example.com", 22, "/team/app"),
            ("ssh://bob@git.example.com:2222/~bob/app", "bob", "git.example.com", 2222, "~bob/app"),
            ("ssh://bob@[::1]/app", "bob", "::1", 22, "/app"),
        ])
    func addresses(text: String, user: String, host: String, port: Int, path: String) throws {
        guard case .ssh(let address) = try GitRemote(cloneURL: text).address else {
            Issue.record("no ssh")
            return
        }
        #expect(address.user == user && address.host == host && address.port == port && address.path == path)
    }
}
