import Foundation
import GitServing
import RemoteSources
import Testing

@testable import GitAccess

@Suite("Refs of a repository")
struct RefsTests {
    @Test(
        "branches, tags with the commits behind them, and the default branch are what git itself says",
        arguments: GitServer.Way.allCases)
    func listing(way: GitServer.Way) async throws {
        try await GitServer.with { server in
            try await server.makeRepository("team/app")
            try await server.commit(["a.txt": Data("one".utf8)], in: "team/app")
            try await server.git("tag", "light", in: "team/app")
            try await server.git("tag", "--annotate", "--message", "one", "v1", in: "team/app")
            try await server.git("switch", "--quiet", "--create", "feature/x", in: "team/app")
            try await server.commit(["a.txt": Data("two".utf8)], in: "team/app")
            try await server.git("switch", "--quiet", "main", in: "team/app")
            try await server.git("update-ref", "refs/notes/x", "HEAD", in: "team/app")

            let listing = try await server.client().refs(of: server.remote(way, "team/app"))

            let format = "--format=%(refname) %(objectname) %(*objectname)"
            let expected = try await server.git("for-each-ref", format, "refs/heads", "refs/tags", in: "team/app")
            let actual = listing.refs.map { "\($0.name) \($0.target) \($0.peeled ?? "")" }
            #expect(
                actual.map { $0.trimmingCharacters(in: .whitespaces) }
                    == expected.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
            #expect(listing.refs.count == 4)
            #expect(listing.defaultBranch == "main")
        }
    }

    @Test("an empty repository has none", arguments: GitServer.Way.allCases)
    func empty(way: GitServer.Way) async throws {
        try await GitServer.with { server in
            try await server.makeRepository("empty")
            let listing = try await server.client().refs(of: server.remote(way, "empty"))
            #expect(listing.refs.isEmpty)
        }
    }

    @Test("a repository that is not there is not found", arguments: GitServer.Way.allCases)
    func missing(way: GitServer.Way) async throws {
        try await GitServer.with { server in
            await #expect(throws: GitError.repositoryNotFound) {
                try await server.client().refs(of: server.remote(way, "nowhere"))
            }
        }
    }

    @Test("a path is one word to the server's shell, whatever is in it")
    func quoting() async throws {
        try await GitServer.with { server in
            let name = "it's; touch here $(touch there)"
            try await server.makeRepository(name)
            let remote = try GitRemote(
                cloneURL: "ssh://\(NSUserName())@127.0.0.1:\(server.ports.ssh)/x",
                credentials: .privateKey(server.key.privateKey), hostKeys: try server.pinned(port: server.ports.ssh))
            var odd = remote
            guard case .ssh(var address) = remote.address else { return }
            address.path = server.folder.path + "/repositories/" + name
            odd.address = .ssh(address)
            #expect(try await server.client().refs(of: odd).refs.isEmpty)
        }
    }
}
