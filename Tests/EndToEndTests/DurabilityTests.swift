import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import Glibc
import ServiceTesting
import Synchronization
import Testing

@Suite("A configstore that is killed", .serviceLogs, .timeLimit(.minutes(3)))
struct DurabilityTests {
    static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "sallyport-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }

    /// What was acknowledged so far.
    final class Acknowledged: Sendable {
        private let names = Mutex<Set<String>>([])
        func insert(_ name: String) -> Int {
            names.withLock {
                $0.insert(name)
                return $0.count
            }
        }
        var all: Set<String> { names.withLock { $0 } }
    }

    @Test("in the middle of writes has every acknowledged one, and none by half")
    func killed() async throws {
        try await Self.withDirectory { directory in
            let acknowledged = Acknowledged()
            var started = try await SallyportProcess(dataDirectory: directory)
            _ = try await started.client.createRemoteSource(
                CreateRemoteSourceRequest(
                    name: "gitea", apiURL: "https://git.example.com", type: "gitea", authType: "password"))
            for round in 0..<5 {
                try await write(round, to: started, acknowledged)
                started = try await SallyportProcess(dataDirectory: directory)
                try await check(started.client, acknowledged.all)
            }
            #expect(acknowledged.all.count >= 100)
            #expect(await started.stop(SIGTERM) == 0)
            #expect(!started.log.contains(SallyportProcess.token))
        }
    }

    /// Sixteen clients create users until the process is gone, which it is after the twentieth answer.
    private func write(_ round: Int, to process: SallyportProcess, _ acknowledged: Acknowledged) async throws {
        let before = acknowledged.all.count
        let enough = AsyncStream<Void>.makeStream()
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<16 {
                group.addTask {
                    for number in 0..<10_000 {
                        let name = "user-\(round)-\(writer)-\(number)"
                        let account = CreateLinkedAccountRequest(
                            remoteSourceRef: "gitea", remoteUserID: name, remoteUserName: name,
                            credentials: LinkedAccountCredentials(accessToken: "token"))
                        do {
                            _ = try await process.client.createUser(
                                CreateUserRequest(userName: name.replacing("user-", with: "u"), linkedAccount: account))
                        } catch {
                            return
                        }
                        if acknowledged.insert(name) == before + 20 { enough.continuation.finish() }
                    }
                }
            }
            group.addTask {
                for await _ in enough.stream {}
                _ = await process.stop(SIGKILL)
            }
            await group.waitForAll()
        }
    }

    /// Everything acknowledged is there, and everything that is there is whole.
    private func check(_ client: ConfigStoreClient, _ acknowledged: Set<String>) async throws {
        var found: Set<String> = []
        var cursor: String?
        repeat {
            let page = try await client.usersWithDetails(limit: 100, cursor: cursor)
            for details in page.items {
                let account = try #require(details.linkedAccounts.first, "a user is there without its account")
                #expect(details.linkedAccounts.count == 1)
                #expect(account.remoteUserName.replacing("user-", with: "u") == details.user.name)
                found.insert(account.remoteUserName)
                let byAccount = try await client.user(byRemoteUser: account.remoteUserID, remoteSource: "gitea")
                #expect(byAccount?.user.id == details.user.id)
            }
            cursor = page.nextCursor
        } while cursor != nil
        #expect(acknowledged.isSubset(of: found))
        // What is written with a user came with it: one line in the audit log, and a root group.
        var lines: [String] = []
        cursor = nil
        repeat {
            let page = try await client.audit(AuditFilter(kind: "user"), limit: 100, cursor: cursor)
            lines += page.items.map { $0.ref.replacing("u", with: "user-", maxReplacements: 1) }
            cursor = page.nextCursor
        } while cursor != nil
        #expect(lines.count == found.count && Set(lines) == found)
        for name in found.prefix(20) {
            _ = try await client.projectGroup("user/" + name.replacing("user-", with: "u"))
        }
    }

    @Test("and loses its keyring says so instead of making a new one")
    func lostKeyring() async throws {
        try await Self.withDirectory { directory in
            let first = try await SallyportProcess(dataDirectory: directory)
            #expect(await first.stop(SIGTERM) == 0)
            try FileManager.default.removeItem(atPath: directory + "/keyring.json")
            do {
                _ = try await SallyportProcess(dataDirectory: directory)
                Issue.record("it started")
            } catch let error as ChildProcess.Ending {
                #expect(error.description.contains("restore it from a backup"))
            }
        }
    }
}
