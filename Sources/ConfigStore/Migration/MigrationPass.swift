/// One export of the source on its way into the target: the first one is written, a later one is compared with what was
/// written.
actor MigrationPass {
    private let writer: any GenerationWriter
    private var reader = ExportReader()
    /// Nil while everything is written for the first time.
    private var difference: GenerationDifference?
    private var sum = ExportSum()
    private var bytes = 0
    private let progress: @Sendable (_ bytes: Int) -> Void

    init(
        writer: any GenerationWriter, isFirst: Bool, progress: @escaping @Sendable (_ bytes: Int) -> Void
    ) {
        self.writer = writer
        difference = isFirst ? nil : GenerationDifference(writer: writer)
        self.progress = progress
    }

    /// Takes the next piece of the export, once the one before was taken.
    func take(_ piece: [UInt8]) async throws {
        bytes += piece.count
        let items = try reader.take(piece)
        if var difference {
            try sum.add(items)
            try await difference.take(items)
            self.difference = difference
        } else if !items.isEmpty {
            try await writer.write(items)
        }
        progress(bytes)
    }

    /// Says that the export has ended.
    ///
    /// - Returns: The sum of what was compared, the revision, and how many things were other ones than were written.
    func finish() async throws -> (sum: ExportSum, revision: Int, changes: Int) {
        try reader.finish()
        if var difference {
            try await difference.finish()
            self.difference = difference
        }
        return (sum, reader.header?.revision ?? 0, difference?.count ?? 0)
    }
}
