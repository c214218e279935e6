import ConfigStoreClient
import Foundation
import GatewayClient
import Glibc
import ServiceTesting
import Testing

/// Mounting a small disk needs an administrator.
@Suite("An import whose size nobody knows", .serviceLogs, .timeLimit(.minutes(2)), .enabled(if: geteuid() == 0))
struct ImportRoomTests {
    @Test("is refused before the disk is full, and what was there is served as before", arguments: [true, false])
    func standardInput(isVerification: Bool) async throws {
        try await DurabilityTests.withDirectory { directory in
            let data = directory + "/data"
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            let disk = try await SmallDisk(at: data)
            do {
                let process = try await SallyportProcess(dataDirectory: data)
                try await Self.refuse(CommandFixture(directory: data, process: process), isVerification)
                #expect(await process.stop(SIGTERM) == 0)
            } catch {
                await disk.remove()
                throw error
            }
            await disk.remove()
        }
    }

    private static func refuse(_ fixture: CommandFixture, _ isVerification: Bool) async throws {
        #expect(try await fixture.run("user", "create", "alice").status == 0)
        let exported = try await fixture.run("export", "-o", "-").output
        #expect(try await fixture.run("maintenance", "enable", "--wait").status == 0)
        // More than the disk has.
        let input = try large(exported, bytes: 40 << 20)
        let arguments = ["import", "-"] + (isVerification ? ["--verify-only"] : [])
        let refused = try await fixture.start(arguments, input: input).result
        #expect(refused.status == 1)
        #expect(refused.errors.contains("make room first"), "\(refused)")
        #expect(!fixture.log().contains("disk is full"))
        let files = try FileManager.default.contentsOfDirectory(atPath: fixture.directory)
        #expect(files.filter { $0.hasSuffix(".db") || $0.hasSuffix(".new") } == ["configstore.db"])
        #expect(try await fixture.run("maintenance", "disable", "--wait").status == 0)
        #expect(try await fixture.run("user", "list").output.contains("alice"))
        #expect(try await fixture.run("user", "create", "bob").status == 0)
    }

    /// The beginning of a larger export: its user, many times.
    private static func large(_ exported: String, bytes: Int) throws -> String {
        let lines = exported.split(separator: "\n").map(String.init)
        let user = try #require(lines.first { $0.contains(#""kind":"user""#) })
        let parsed = try JSONSerialization.jsonObject(with: Data(user.utf8)) as? [String: [String: Any]]
        let record = try #require(parsed?["record"])
        // What a newer version would have more.
        let more = #","more":"\#(String(repeating: "x", count: 50_000))"}"#
        let body = try #require(record["body"] as? String).dropLast() + more
        var text = try #require(lines.first) + "\n"
        for number in 0..<(bytes / 50_000) {
            let digits = String(number, radix: 16)
            let id = "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
            let line: [String: Any] = [
                "record": ["kind": "user", "id": id, "revision": 1, "body": String(body)] as [String: Any]
            ]
            text += String(decoding: try JSONSerialization.data(withJSONObject: line), as: UTF8.self) + "\n"
        }
        return text
    }
}
