import Foundation
import NIOPosix
import SQLiteAccess
import Synchronization

/// Reads a whole database in one transaction, on a connection and a thread of its own.
final class SQLiteExport: StoreExport {
    let revision: Int
    let generation: Int
    private let thread: NIOThreadPool
    private let walk: Walk

    /// Used on the one thread of `thread`, and before there is one.
    private final class Walk: @unchecked Sendable {
        let connection: SQLiteConnection
        var place = ExportPlace.start

        init(connection: SQLiteConnection) {
            self.connection = connection
        }
    }

    /// Opens a transaction, which lasts until `close`. Blocks.
    init(path: String, generation: Int) throws {
        let connection = try SQLiteConnection(path: path, readOnly: true)
        try connection.run(.begin)
        revision = try connection.storeRevision()
        self.generation = generation
        walk = Walk(connection: connection)
        thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
    }

    func next() async throws -> [StoredItem] {
        try await thread.runOnStore { [walk] in try walk.place.nextPage(walk.connection) }
    }

    func close() async {
        _ = try? await thread.runIfActive { [walk] in try walk.connection.run(.commit) }
        try? await thread.shutdownGracefully()
    }
}
