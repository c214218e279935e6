import Foundation
import GitServing
import ServiceTesting
import Testing

@testable import GitAccess

@Suite("A hostile server")
struct HostileServerTests {
    /// What a real server answers, to be damaged.
    private static func recorded(_ server: GitServer) async throws -> (advertisement: [UInt8], answer: [UInt8], String)
    {
        try await server.makeRepository("app")
        let text = Data(String(repeating: "all work and no play\n", count: 400).utf8)
        try await server.commit(["a/file": text, "b": text + Data("x".utf8)], in: "app")
        let commit = try await server.commit(["a/file": text + Data("y".utf8), "c": Data("z".utf8)], in: "app")
        let remote = try server.remote(.https, "app")
        guard case .https(let url) = remote.address else { throw GitError.moved }
        let client = try server.client()
        let connection = HTTPSConnection(
            url: url, remote: remote, transport: client.transport, deadline: .now + .seconds(30), limits: GitLimits())
        let advertisement = try await connection.advertisement()
        let request = UploadPackRequest.commit(commit, of: try Advertisement(advertisement), without: .files)
        return (advertisement, try await connection.exchange(request, maxBytes: 1 << 20), commit)
    }

    @Test("damaged answers are refused, and nothing else happens")
    func damage() async throws {
        try await GitServer.with { server in
            let (advertisement, answer, commit) = try await Self.recorded(server)
            let pack = try UploadPackAnswer.pack(answer)
            let patience = Patience(deadline: .now + .seconds(60))
            let limits = GitLimits(objects: 1000, objectBytes: 1 << 20, unpackedBytes: 4 << 20)
            var random = SeededGenerator(seed: 7)
            var refused = 0
            for _ in 0..<1500 {
                _ = try? Advertisement(Self.damaged(advertisement, &random))
                _ = try? UploadPackAnswer.pack(Self.damaged(answer, &random))
                _ = try? UploadPackAnswer.refs(Self.damaged(advertisement, &random))
                let bad = Self.damaged(pack, &random)
                do throws(GitError) {
                    try PackScanner.check(bad, limits: limits, patience: patience)
                    let objects = try PackObjects(bad, patience: patience)
                    _ = try objects.entry("a/file", inCommit: commit)
                } catch {
                    refused += 1
                }
            }
            #expect(refused > 1400)
            try PackScanner.check(pack, limits: limits, patience: patience)
        }
    }

    private static func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        case 1:
            bytes.insert(UInt8.random(in: 0...255, using: &random), at: Int.random(in: 0..<bytes.count, using: &random))
        case 2: bytes.remove(at: Int.random(in: 0..<bytes.count, using: &random))
        default:
            let index = Int.random(in: 0..<bytes.count, using: &random)
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        return bytes
    }

    @Test("what is small on the wire and huge in memory is refused before it is unpacked")
    func bomb() async throws {
        try await GitServer.with { server in
            try await server.makeRepository("app")
            let commit = try await server.commit(["zeros": Data(count: 30 << 20)], in: "app")
            let remote = try server.remote(.https, "app")
            let client = try server.client(limits: GitLimits(packBytes: 1 << 20, objectBytes: 8 << 20))
            let error = await #expect(throws: GitError.self) {
                try await client.file("zeros", at: commit, in: remote)
            }
            #expect(error == .tooLarge("an object"))
        }
    }
}
