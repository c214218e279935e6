import Foundation
import ObjectStorage
import ObjectStoring
import ServiceTesting
import Synchronization
import Testing

@testable import ConfigStore

@Suite("Backups of a store that is written to", .serviceLogs, .timeLimit(.minutes(2)))
struct BackupWorkerTests {
    @Test("are current again after S3 has failed for a while, and no commit waits for it")
    func outage() async throws {
        let server = try await MotoServer()
        let isDown = Mutex(false)
        let proxy = try FaultyProxy(to: server.port) { _ in
            isDown.withLock { $0 } ? .answer(status: 500, body: "") : .none
        }
        let storage = try server.storage(endpoint: proxy.url)
        try await BackupFixture.with { fixture in
            let worker = BackupWorker(
                store: fixture.store, settings: BackupSettings(storage: storage, product: "test"),
                logger: TestLog.current.logger(service: "configstore"),
                pause: { _ in try await Task.sleep(for: .milliseconds(1)) })
            let running = Task { await worker.run() }
            defer { running.cancel() }
            try await fixture.write("before")
            try await Self.wait(for: fixture.store.revision, in: storage)
            isDown.withLock { $0 = true }
            let failed = proxy.requests.count
            for number in 0..<20 { try await fixture.write("down-\(number)") }
            while proxy.requests.count < failed + 20 { try await Task.sleep(for: .milliseconds(1)) }
            isDown.withLock { $0 = false }
            try await Self.wait(for: fixture.store.revision, in: storage)
            var problems: [BackupProblem] = []
            problems += try await BackupVerification(storage: storage).verify { problems += $0.problems }
            #expect(problems.isEmpty)
            #expect(try await BackupCatalog(storage: storage).lines().count == 1)
            let copy = try SQLiteStore(directory: fixture.folder + "/copy")
            let outcome = try await BackupRestore(storage: storage).restore(to: .latest, into: copy)
            #expect(outcome.revision == fixture.store.revision)
            await copy.close()
        }
    }

    /// Until the archive has a revision, and there is a checkpoint.
    private static func wait(for revision: Int, in storage: any ObjectStorage) async throws {
        while true {
            let last = try? await BackupCatalog(storage: storage).summaries().last
            if let last, let checkpoint = last.checkpoints.last,
                max(checkpoint.revision, last.archived?.revision ?? 0) >= revision
            {
                return
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}
