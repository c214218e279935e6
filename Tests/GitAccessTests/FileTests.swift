import Foundation
import GitServing
import Testing

@testable import GitAccess

@Suite("One file at a commit")
struct FileTests {
    @Test("it has the bytes that were committed", arguments: GitServer.Way.allCases, [true, false])
    func content(way: GitServer.Way, leavesFilesOut: Bool) async throws {
        try await GitServer.with { server in
            let bytes = Data((0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
            try await server.makeRepository("app")
            try await server.git("config", "uploadpack.allowFilter", "\(leavesFilesOut)", in: "app")
            let commit = try await server.commit(["a/b/c.bin": bytes, "README": Data("hello".utf8)], in: "app")
            let client = try server.client()
            let remote = try server.remote(way, "app")
            #expect(try await client.file("a/b/c.bin", at: commit, in: remote) == Array(bytes))
            #expect(try await client.file("README", at: commit, in: remote) == Array("hello".utf8))
        }
    }

    @Test(
        "neither history nor other files come with it where the server can leave them out",
        arguments: [GitServer.Way.https, .ssh])
    func noClone(way: GitServer.Way) async throws {
        try await GitServer.with { server in
            var random = SystemRandomNumberGenerator()
            func noise() -> Data { Data((0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) }) }
            try await server.makeRepository("app")
            try await server.git("config", "uploadpack.allowFilter", "true", in: "app")
            try await server.commit(["large.bin": noise()], in: "app")
            let commit = try await server.commit(["large.bin": noise(), "small.txt": Data("small".utf8)], in: "app")
            let client = try server.client(limits: GitLimits(packBytes: 4_000))
            let remote = try server.remote(way, "app")
            #expect(try await client.file("small.txt", at: commit, in: remote) == Array("small".utf8))
        }
    }

    @Test("history stays at the server with every version of the protocol", arguments: GitServer.Way.allCases)
    func noHistory(way: GitServer.Way) async throws {
        try await GitServer.with { server in
            var random = SystemRandomNumberGenerator()
            let noise = Data((0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) })
            try await server.makeRepository("app")
            try await server.commit(["large.bin": noise], in: "app")
            try await server.git("rm", "--quiet", "large.bin", in: "app")
            let commit = try await server.commit(["small.txt": Data("small".utf8)], in: "app")
            let client = try server.client(limits: GitLimits(packBytes: 4_000))
            #expect(
                try await client.file("small.txt", at: commit, in: server.remote(way, "app")) == Array("small".utf8))
        }
    }

    @Test("a commit that is no branch's last is read where the protocol gives it", arguments: GitServer.Way.allCases)
    func olderCommit(way: GitServer.Way) async throws {
        try await GitServer.with { server in
            try await server.makeRepository("app")
            let first = try await server.commit(["a": Data("one".utf8)], in: "app")
            try await server.commit(["a": Data("two".utf8)], in: "app")
            let client = try server.client()
            let remote = try server.remote(way, "app")
            // The old version over ssh gives the last commits of branches and tags only.
            if way != .oldSSH {
                #expect(try await client.file("a", at: first, in: remote) == Array("one".utf8))
            } else {
                await #expect(throws: GitError.commitNotFound) { try await client.file("a", at: first, in: remote) }
            }
        }
    }

    @Test("a commit has the message that it was made with", arguments: GitServer.Way.allCases, [true, false])
    func message(way: GitServer.Way, leavesFilesOut: Bool) async throws {
        try await GitServer.with { server in
            try await server.makeRepository("app")
            try await server.git("config", "uploadpack.allowFilter", "\(leavesFilesOut)", in: "app")
            try await server.commit(["folder/a": Data("one".utf8)], in: "app")
            let message = "Grüße\n\nA second paragraph.\n"
            try await server.git("commit", "--quiet", "--allow-empty", "--message", message, in: "app")
            let id = try await server.git("rev-parse", "HEAD", in: "app")
            try await server.git("tag", "--annotate", "--message", "one", "v1", in: "app")
            let tag = try await server.git("rev-parse", "v1", in: "app")
            let client = try server.client()
            let remote = try server.remote(way, "app")
            #expect(try await client.commit(id, in: remote) == GitCommit(id: id, message: message))
            let brief = try server.client(limits: GitLimits(fileBytes: 10))
            await #expect(throws: GitError.tooLarge("the commit's message")) { try await brief.commit(id, in: remote) }
            for other in [tag, String(repeating: "1", count: 40), String(repeating: "a", count: 64), "main", ""] {
                await #expect(throws: GitError.commitNotFound) { try await client.commit(other, in: remote) }
            }
        }
    }

    @Test("what is no file of the commit is told apart", arguments: [GitServer.Way.https, .oldSSH])
    func noFile(way: GitServer.Way) async throws {
        try await GitServer.with { server in
            try await server.makeRepository("app")
            try FileManager.default.createSymbolicLink(
                atPath: server.folder.path + "/repositories/app/link", withDestinationPath: "/etc/passwd")
            let commit = try await server.commit(["folder/file": Data("x".utf8)], in: "app")
            let client = try server.client()
            let remote = try server.remote(way, "app")
            for (path, error) in [
                ("nothing", GitError.fileNotFound), ("folder/nothing", .fileNotFound), ("folder", .notAFile),
                ("link", .notAFile), ("../app", .fileNotFound), ("/folder/file", .fileNotFound), ("", .fileNotFound),
                ("folder//file", .fileNotFound), ("folder/./file", .fileNotFound),
            ] {
                await #expect(throws: error, "\(path)") { try await client.file(path, at: commit, in: remote) }
            }
            for id in [String(repeating: "1", count: 40), "main", "", String(repeating: "A", count: 40)] {
                await #expect(throws: GitError.commitNotFound) { try await client.file("a", at: id, in: remote) }
            }
        }
    }
}
