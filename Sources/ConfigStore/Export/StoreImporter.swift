/// Reads an export into a new generation, looks at all of it, and only then makes it the current one.
package struct StoreImporter: Sendable {
    private let store: any DataStore
    private let maxBytes: Int
    private let check: @Sendable (Record) -> String?

    /// - Parameters:
    ///   - store: What the export replaces.
    ///   - maxBytes: The largest export that is taken in.
    ///   - check: Says what is wrong with a record; nil when nothing is.
    package init(store: any DataStore, maxBytes: Int = .max, check: @escaping @Sendable (Record) -> String?) {
        self.store = store
        self.maxBytes = maxBytes
        self.check = check
    }

    /// An export is larger than it may be.
    package struct TooLarge: Error, Sendable, Hashable {
        package var maxBytes: Int
    }

    /// What was read.
    package struct Summary: Sendable, Hashable {
        package var header: ExportHeader
        package var counts: StoredCounts
    }

    /// - Parameters:
    ///   - chunks: The export, as it comes.
    ///   - size: How many bytes it has; nil when that is not known.
    ///   - isVerification: Whether it is only looked at.
    /// - Returns: What was read, and is the current generation now unless it was only looked at.
    /// - Throws: `ExportProblem` when it can't be imported: nothing has changed then. `TooLarge`, `MissingRoom`, `StoreError`, and
    ///   what `chunks` throws.
    package func load<Chunks: AsyncSequence>(
        _ chunks: Chunks, size: Int? = nil, isVerification: Bool = false
    ) async throws -> Summary where Chunks.Element == [UInt8] {
        let writer = try await store.beginGeneration()
        do {
            var reader = ExportReader()
            var room = RoomAhead(store, size: size)
            var count = 0
            for try await chunk in chunks {
                count += chunk.count
                guard count <= maxBytes else { throw TooLarge(maxBytes: maxBytes) }
                try await room.pass(chunk.count)
                try await take(chunk, &reader, writer)
            }
            try reader.finish()
            guard let header = reader.header, try await verified(writer) == reader.counts else {
                throw ExportProblem(line: nil, "what was written is not what was read: try again")
            }
            if isVerification { await writer.discard() } else { try await writer.makeCurrent() }
            return Summary(header: header, counts: reader.counts)
        } catch {
            await writer.discard()
            throw error
        }
    }

    private func take(_ chunk: [UInt8], _ reader: inout ExportReader, _ writer: any GenerationWriter) async throws {
        let line = reader.nextLine
        let items = try reader.take(chunk)
        for (index, item) in items.enumerated() {
            guard case .record(let record) = item, let problem = check(record) else { continue }
            throw ExportProblem(line: line + index, "\(record.kind) \(record.id): \(problem)")
        }
        if items.isEmpty { return }
        do {
            try await writer.write(items)
        } catch let problem as GenerationProblem {
            throw ExportProblem(line: problem.index.map { line + $0 }, "\(problem)")
        }
    }

    private func verified(_ writer: any GenerationWriter) async throws -> StoredCounts {
        do {
            return try await writer.verify()
        } catch let problem as GenerationProblem {
            throw ExportProblem(line: nil, "\(problem)")
        }
    }
}
