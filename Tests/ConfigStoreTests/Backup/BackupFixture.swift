import Foundation
import ObjectStorage
import ServiceTesting

@testable import ConfigStore

/// A store that keeps its commits, and a folder for its backups.
struct BackupFixture: Sendable {
    let folder: String
    let store: SQLiteStore
    let storage: PosixObjectStorage

    var catalog: BackupCatalog { BackupCatalog(storage: storage) }
    var objects: String { folder + "/backups/data" }

    static func with(
        keptBytes: Int = 16 * 1024 * 1024, _ body: (BackupFixture) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "sallyport-backup-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let fixture = BackupFixture(
            folder: folder, store: try SQLiteStore(directory: folder + "/data", keptCommitBytes: keptBytes),
            storage: try PosixObjectStorage(root: folder + "/backups"))
        try await body(fixture)
        await fixture.store.close()
    }

    /// Another one over the same folders, as after a restart.
    func reopened(_ body: (BackupFixture) async throws -> Void) async throws {
        await store.close()
        let store = try SQLiteStore(directory: folder + "/data", keptCommitBytes: 16 * 1024 * 1024)
        try await body(BackupFixture(folder: folder, store: store, storage: storage))
        await store.close()
    }

    func archiver(now: @escaping @Sendable () -> Date = { Date() }) -> Archiver {
        Archiver(store: store, storage: storage, now: now)
    }

    /// Archives what was committed, `count` segments at the most.
    @discardableResult
    func archive(from position: ArchivePosition) async throws -> ArchivePosition {
        var position = position
        while let pending = try await archiver().next(after: position) {
            position = try await archiver().write(pending)
        }
        return position
    }

    func writeCheckpoint(to line: BackupLine, time: Date = Date()) async throws {
        try await store.export { export in
            try await storage.put(
                try line.checkpointKey(revision: export.revision, time: time), size: nil,
                CheckpointBytes(export, product: "test", time: time))
        }
    }

    /// Commits one thing of everything that a commit can have, as several commits.
    func write(_ name: String) async throws {
        let (one, other) = (RecordKey("thing", name + "-1"), RecordKey("thing", name + "-2"))
        var make = Transaction()
        make.puts = [one, other].map { Record(kind: $0.kind, id: $0.id, body: Array("{\"name\":\"\(name)\"}".utf8)) }
        make.takes = [
            .init(claim: Claim("name", name), holder: one), .init(claim: Claim("name", name + "/x"), holder: other),
        ]
        make.addedReferences = [Reference(from: one, to: other)]
        try await store.commit(make)
        var change = Transaction()
        change.puts = [Record(kind: one.kind, id: one.id, revision: 1, body: Array("{\"name\":\"changed\"}".utf8))]
        change.releases = [Claim("name", name)]
        change.takes = [.init(claim: Claim("name", name), holder: other)]
        change.removedReferences = [Reference(from: one, to: other)]
        try await store.commit(change)
        var remove = Transaction()
        remove.releases = [Claim("name", name + "/x")]
        remove.deletes = [Record(kind: one.kind, id: one.id, revision: 2, body: [])]
        try await store.commit(remove)
    }

    /// Restores into a folder of its own, and returns everything that is there.
    func restored(to target: BackupTarget = .latest) async throws -> (BackupRestore.Outcome, [StoredItem]) {
        let directory = folder + "/restored-" + UUID().uuidString
        let store = try SQLiteStore(directory: directory)
        do {
            let outcome = try await BackupRestore(storage: storage).restore(to: target, into: store)
            let items = try await Self.items(of: store)
            await store.close()
            return (outcome, items)
        } catch {
            await store.close()
            throw error
        }
    }

    var items: [StoredItem] {
        get async throws { try await Self.items(of: store) }
    }

    private static func items(of store: SQLiteStore) async throws -> [StoredItem] {
        try await store.export { export in
            var items: [StoredItem] = []
            while true {
                let page = try await export.next()
                if page.isEmpty { return items }
                items += page
            }
        }
    }

    /// The files of the objects whose keys have a part, in order.
    func files(_ part: String) throws -> [String] {
        let all = FileManager.default.enumerator(atPath: objects)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.contains(part) && $0.hasSuffix(".object") }.sorted().map { objects + "/" + $0 }
    }

    func problems() async throws -> [String] {
        var found: [BackupProblem] = []
        found += try await BackupVerification(storage: storage).verify { found += $0.problems }
        return found.map(\.description)
    }
}
