import Foundation
import ObjectStorage

/// A checkpoint as an object: an export of everything at one revision, in the format of exports.
enum CheckpointFile {
    /// Reads a checkpoint, and compares all that it says of itself.
    ///
    /// - Parameter body: Takes what comes, in the order of an export. It may be wrong until this returns.
    /// - Returns: Its header.
    @discardableResult
    static func read(
        _ checkpoint: BackupCheckpoint, in storage: any ObjectStorage, _ body: ([StoredItem]) async throws -> Void
    ) async throws -> ExportHeader {
        let key = checkpoint.entry.key.text
        var reader = ExportReader()
        do {
            for try await chunk in storage.chunks(of: checkpoint.entry) {
                let items = try reader.take(chunk)
                if !items.isEmpty { try await body(items) }
            }
            try reader.finish()
        } catch let problem as ExportProblem {
            throw BackupProblem(key, "\(problem)")
        }
        guard let header = reader.header, header.revision == checkpoint.revision else {
            throw BackupProblem(key, "it has another revision than its name says")
        }
        return header
    }
}

/// An export as the bytes of a checkpoint, made while they are read.
struct CheckpointBytes: AsyncSequence, Sendable {
    let export: any StoreExport
    let header: ExportHeader

    init(_ export: any StoreExport, product: String, time: Date) {
        self.export = export
        header = ExportHeader(
            product: product, revision: export.revision, generation: export.generation, time: time,
            store: export.store)
    }

    func makeAsyncIterator() -> Iterator { Iterator(export: export, header: header) }

    struct Iterator: AsyncIteratorProtocol {
        private let export: any StoreExport
        /// Nil once it is written.
        private var header: ExportHeader?
        private var encoder = ExportEncoder()
        private var isOver = false

        init(export: any StoreExport, header: ExportHeader) {
            self.export = export
            self.header = header
        }

        mutating func next() async throws -> [UInt8]? {
            if isOver { return nil }
            if let begun = header {
                header = nil
                return try encoder.begin(begun)
            }
            let items = try await export.next()
            if !items.isEmpty { return try encoder.lines(items) }
            isOver = true
            return try encoder.end()
        }
    }
}
