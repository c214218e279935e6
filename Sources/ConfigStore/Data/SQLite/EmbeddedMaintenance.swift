import Foundation
import Synchronization

/// The maintenance board of a store that one process has: what is wanted is a file, and who is there is known.
final class EmbeddedMaintenance: Sendable {
    private struct State {
        var wish: MaintenanceWish
        var reports: [String: InstanceReport] = [:]
    }

    private let path: String
    private let now: @Sendable () -> Date
    private let state: Mutex<State>
    /// Held by whoever writes the file: nobody else waits for the disk.
    private let writing = Mutex(())
    /// Grows with every wish.
    private let wishes = RevisionProgress(0)

    /// - Throws: `StoreError.unusable`.
    init(directory: String, now: @escaping @Sendable () -> Date) throws(StoreError) {
        path = directory + "/maintenance.json"
        self.now = now
        var wish = MaintenanceWish(isWanted: false)
        if let bytes = FileManager.default.contents(atPath: path) {
            guard let read = try? StoreLines.decode(MaintenanceWish.self, from: bytes) else {
                throw .unusable("\(path) can't be read: remove it, which means that no maintenance is wanted")
            }
            wish = read
        }
        state = Mutex(State(wish: wish))
    }

    var wish: MaintenanceWish { state.withLock { $0.wish } }
    var reports: [InstanceReport] { state.withLock { $0.reports.values.sorted { $0.name < $1.name } } }

    /// Writes down what is wanted. Blocks.
    func want(_ isWanted: Bool, leaseSeconds: Int?) throws {
        try change { $0.asked(isWanted, leaseSeconds: leaseSeconds, now: now()) }
    }

    /// Ends what was wanted, unless something else is by now. Blocks.
    func end(_ known: MaintenanceWish) throws {
        try change { $0 == known ? $0.asked(false, leaseSeconds: nil, now: now()) : $0 }
    }

    private func change(_ next: (MaintenanceWish) -> MaintenanceWish) throws {
        try writing.withLock { _ in
            let known = wish
            let wish = next(known)
            if wish == known { return }
            try DurableFile.replace(path, with: try StoreLines.encode(wish))
            state.withLock { $0.wish = wish }
            wishes.advance()
        }
    }

    func wish(otherThan known: MaintenanceWish) async throws -> MaintenanceWish {
        while true {
            let number = wishes.revision
            let wish = wish
            if wish != known { return wish }
            try await wishes.waitWithoutLimit(for: number + 1)
        }
    }

    func report(_ report: InstanceReport) { state.withLock { $0.reports[report.name] = report } }

    func close() { wishes.close() }
}
