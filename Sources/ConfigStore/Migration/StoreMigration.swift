/// Brings everything from a store that others work with into another one.
///
/// Everything is copied while the source is read and written. Then nobody writes: what is other by now is brought over, all
/// of it is read back and compared, and only then the target has it. Whatever goes wrong or is interrupted, the source has not
/// changed and goes on, by itself where this process is killed; and the target has nothing that anybody reads.
package struct StoreMigration: Sendable {
    /// What is done right now.
    package enum Step: String, Sendable, Hashable {
        case copying, pausing
        case catchingUp = "catching up"
        case comparing, finishing
    }

    /// What was migrated.
    package struct Outcome: Sendable, Hashable {
        package var sum: ExportSum
        /// The source's revision that the target has.
        package var revision: Int
        /// How many things were written while they were copied.
        package var changesMeanwhile: Int
    }

    private let source: any MigrationSource
    private let target: any MigrationTarget
    private let progress: @Sendable (_ step: Step, _ count: Int) -> Void

    /// - Parameter progress: Hears of each step, and how many bytes or things it has gone through.
    package init(
        from source: any MigrationSource, to target: any MigrationTarget,
        progress: @escaping @Sendable (_ step: Step, _ count: Int) -> Void = { _, _ in }
    ) {
        self.source = source
        self.target = target
        self.progress = progress
    }

    /// - Returns: What the target has now. The source stays paused: whoever goes on with it resumes it.
    /// - Throws: `MigrationProblem`, `MissingRoom`, `ExportProblem`, `GenerationProblem`, `StoreError`, and what the source
    ///   throws. Then the source goes on.
    package func run() async throws -> Outcome {
        try await target.requireRoom(for: try await source.size())
        let writer = try await target.beginMigration()
        do {
            _ = try await pass(.copying, into: writer)
            return try await keepingPaused { try await finish(writer) }
        } catch {
            // Also when this is cancelled.
            await Task { [source] in
                await source.resume()
                await writer.discard()
            }.value
            throw error
        }
    }

    /// Does something while the source is kept paused: fails when it can't be any more.
    private func keepingPaused<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await source.keepPaused()
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let value = ended { return value }
            }
            throw CancellationError()
        }
    }

    private func finish(_ writer: any GenerationWriter) async throws -> Outcome {
        progress(.pausing, 0)
        try await source.pause()
        let (sum, revision, changes) = try await pass(.catchingUp, into: writer)
        try await compare(writer, with: sum)
        guard try await source.isPaused() else { throw MigrationProblem.written }
        progress(.finishing, 0)
        try await writer.makeCurrent()
        // Whoever is killed before this has left a copy that nobody uses, and a source that goes on.
        guard try await source.stayPaused(at: revision) else { throw MigrationProblem.written }
        return Outcome(sum: sum, revision: revision, changesMeanwhile: changes)
    }

    private func pass(
        _ step: Step, into writer: any GenerationWriter
    ) async throws -> (sum: ExportSum, revision: Int, changes: Int) {
        let pass = MigrationPass(writer: writer, isFirst: step == .copying) { [progress] in progress(step, $0) }
        try await source.export { try await pass.take($0) }
        return try await pass.finish()
    }

    /// Reads back all that was written.
    private func compare(_ writer: any GenerationWriter, with expected: ExportSum) async throws {
        _ = try await writer.verify()
        var found = ExportSum()
        var last: StoredItem?
        while true {
            let items = try await writer.written(after: last)
            guard let end = items.last else { break }
            try found.add(items)
            last = end
            progress(.comparing, found.counts.records + found.counts.claims + found.counts.references)
        }
        if found != expected { throw MigrationProblem.different(expected: expected, found: found) }
    }
}
