import ConfigStoreClient
import EtcdServing
import Foundation
import Glibc
import ObjectStorage
import ObjectStoring
import ServiceTesting
import Synchronization
import Testing

extension ChaosTests {
    @Test("lose nothing and see nothing stale while the disk with an instance's copy is full")
    func diskFull() async throws {
        let disks = Mutex<[SmallDisk]>([])
        let needs = ChaosRun.Needs { number, folder in
            let disk = try await SmallDisk(at: folder)
            disks.withLock { $0.append(disk) }
            return [:]
        }
        do {
            try await ChaosRun.hold(needs) { run in
                let instance = run.anyInstance()
                let disk = disks.withLock { $0[instance.number] }
                try disk.fill()
                // The others go on; this one can't follow them.
                try await run.workload.acknowledges(40)
                try await run.last(30)
                #expect(instance.log.contains("etcd is not followed for now"), "the disk was not full")
                try disk.makeRoom()
            }
        } catch {
            for disk in disks.withLock({ $0 }) { await disk.remove() }
            throw error
        }
        for disk in disks.withLock({ $0 }) { await disk.remove() }
    }

    @Test("are not held up while S3 answers 500 for a minute, after which backups have everything")
    func storageFails() async throws {
        let moto = try await MotoServer()
        let fails = Atomic(false)
        let proxy = try FaultyProxy(to: moto.port) { _ in
            fails.load(ordering: .relaxed)
                ? .answer(status: 500, body: "<Error><Code>InternalError</Code></Error>") : .none
        }
        let variable = "SALLYPORT_CONFIGSTORE_BACKUP_"
        let backup = [
            variable + "STORAGE": "s3://\(moto.bucket)", variable + "S3_ENDPOINT": proxy.url,
            variable + "S3_ACCESS_KEY_ID": moto.credentials.accessKeyID,
            variable + "S3_SECRET_ACCESS_KEY": moto.secretAccessKey,
        ]
        try await ChaosRun.hold(.init { _, _ in backup }) { run in
            let before = proxy.requests.count
            fails.store(true, ordering: .relaxed)
            try await run.workload.acknowledges(30)
            try await run.last(60)
            #expect(proxy.requests.count > before, "nobody asked for the storage")
            try await run.workload.acknowledges(30)
            fails.store(false, ordering: .relaxed)
            try await run.workload.acknowledges(10)
            let revision = try await run.instances[0].revision()
            #expect(revision > 0)
            while try await !Self.hasBackup(through: revision, backup) { try Task.checkCancellation() }
            let verified = try await CommandRun(["backup", "verify"], environment: backup).result
            #expect(verified.status == 0, "\(verified)")
        }
    }

    @Test("lose nothing that is in the backup when etcd and the disks of all instances are lost")
    func everyDiskLost() async throws {
        let storage = NSTemporaryDirectory() + "sallyport-chaos-backups-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: storage) }
        let backup = ["SALLYPORT_CONFIGSTORE_BACKUP_STORAGE": storage]
        try await ChaosRun.hold(.init { _, _ in backup }) { run in
            // What is newer than the archive, which is a second at the most, would be lost.
            try await run.workload.rest()
            var revision = 0
            for instance in run.instances { revision = max(revision, try await instance.revision()) }
            while try await !Self.hasBackup(through: revision, backup) { try Task.checkCancellation() }
            for instance in run.instances {
                await instance.kill()
                try instance.loseDisk()
            }
            try await run.server.loseEverything()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for instance in run.instances { group.addTask { try await instance.start() } }
                try await group.waitForAll()
            }
            run.workload.goOn()
            try await run.workload.acknowledges(20)
        }
    }

    /// Whether there is a checkpoint, and everything up to a revision.
    private static func hasBackup(through revision: Int, _ environment: [String: String]) async throws -> Bool {
        let result = try await CommandRun(["backup", "list", "--output", "json"], environment: environment).result
        let rows = result.json as? [[String: Any]] ?? []
        return rows.contains { $0["what"] as? String == "checkpoint" }
            && rows.contains { $0["revision"] as? Int ?? 0 >= revision }
    }

    @Test("lose nothing and see nothing stale while clocks jump")
    func clocksJump() async throws {
        let needs = ChaosRun.Needs { _, folder in try await FakedClock.environment(folder) }
        try await ChaosRun.hold(needs) { run in
            for seconds in [3_600, -3_600, 40 * 86_400, 0] {
                let instance = run.anyInstance()
                try FakedClock.jump(by: seconds, instance.directory)
                try await run.workload.acknowledges(20)
                try await instance.showsTime(aheadBy: Double(seconds))
            }
        }
    }
}
