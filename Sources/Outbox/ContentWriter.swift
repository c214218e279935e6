import SQLiteAccess

/// Takes room in the content file and writes into it, on the thread that writes. Which blocks are free is in the database, so
/// that it is undone with a transaction; the last of them has no end, and is where the file grows.
///
/// What a transaction frees is taken by the next one only: until it is durable, the rows that it removes may come back.
final class ContentWriter {
    private let connection: SQLiteConnection
    private let file: ContentFile
    /// Where the next content goes; taken out of the table of what is free until the transaction ends.
    private var current: Extent?
    /// What is written next, from `stagedStart` on.
    private let staged = BlockBuffer(blocks: 256)
    private var stagedStart = 0
    private var freed: [Extent] = []
    private var hasWritten = false
    private var before = 0
    /// How many blocks are in use, with what the transaction at hand has taken.
    private(set) var usedBlocks: Int

    init(connection: SQLiteConnection, file: ContentFile) throws(SQLiteError) {
        self.connection = connection
        self.file = file
        usedBlocks = try Self.usedBlocks(connection)
    }

    /// What is not free, counted.
    static func usedBlocks(_ connection: SQLiteConnection) throws(SQLiteError) -> Int {
        let free = try connection.rows(of: OutboxSQL.free, []) { Extent(start: $0.integer(0), count: $0.integer(1)) }
        return (free.last?.start ?? 0) - free.dropLast().reduce(0) { $0 + $1.count }
    }

    /// A transaction begins.
    func begin() {
        before = usedBlocks
        reset()
    }

    /// The transaction is undone.
    func undo() {
        usedBlocks = before
        reset()
    }

    private func reset() {
        staged.removeAll()
        (current, freed, hasWritten) = (nil, [], false)
    }

    /// Takes room for pieces that come one behind the other, and writes them.
    func add(_ pieces: [[UInt8]]) throws(SQLiteError) -> [Extent] {
        let count = ContentFile.blocks(pieces.reduce(0) { $0 + $1.count })
        var extents: [Extent] = []
        var missing = count
        while missing > 0 {
            let extent = try take(missing)
            extents.append(extent)
            missing -= extent.count
        }
        usedBlocks += count
        if extents.count == 1 {
            try stage(pieces, in: extents[0])
        } else {
            let whole = pieces.flatMap { $0 }
            var start = 0
            for extent in extents {
                let end = min(whole.count, start + extent.count * ContentFile.blockBytes)
                try stage([Array(whole[start..<end])], in: extent)
                start = end
            }
        }
        return extents
    }

    /// Gives room back, once the transaction is durable.
    func remove(_ extents: [Extent]) {
        freed += extents
        usedBlocks -= extents.reduce(0) { $0 + $1.count }
    }

    /// Makes what was written durable, which has to be so before the rows are that name it, and writes down what is free.
    func finish() throws(SQLiteError) {
        try flush()
        if hasWritten { try file.sync() }
        for extent in freed + [current].compactMap({ $0 }) { try free(extent) }
        (current, freed) = (nil, [])
    }

    private func take(_ count: Int) throws(SQLiteError) -> Extent {
        if current == nil {
            let first = try connection.first(.firstFree) { Extent(start: $0.integer(0), count: $0.integer(1)) }
            guard let first else { throw .unavailable("the outbox does not know where its content ends") }
            try connection.run(.removeFree, [.integer(first.start)])
            current = first
        }
        guard var rest = current else { return Extent(start: 0, count: 0) }
        let taken = Extent(start: rest.start, count: min(count, rest.count))
        rest.start += taken.count
        rest.count -= taken.count
        current = rest.count > 0 ? rest : nil
        return taken
    }

    /// Writes down that blocks are free, together with those before and behind them that are free too.
    private func free(_ extent: Extent) throws(SQLiteError) {
        var extent = extent
        let before = try connection.first(.freeBefore, [.integer(extent.start)]) {
            Extent(start: $0.integer(0), count: $0.integer(1))
        }
        if let before, before.end == extent.start {
            try connection.run(.removeFree, [.integer(before.start)])
            extent = Extent(start: before.start, count: before.count + extent.count)
        }
        if let count = try connection.first(.freeAt, [.integer(extent.end)], row: { $0.integer(0) }) {
            try connection.run(.removeFree, [.integer(extent.end)])
            extent.count += count
        }
        try connection.run(.insertFree, [.integer(extent.start), .integer(extent.count)])
    }

    private func stage(_ pieces: [[UInt8]], in extent: Extent) throws(SQLiteError) {
        if extent.start != stagedStart + staged.blocks { try flush() }
        if staged.isEmpty { stagedStart = extent.start }
        for piece in pieces {
            var rest = piece[...]
            while !rest.isEmpty {
                rest = rest.dropFirst(staged.append(rest))
                if staged.isFull { try flush() }
            }
        }
        staged.endBlock()
        if staged.isFull { try flush() }
    }

    private func flush() throws(SQLiteError) {
        guard !staged.isEmpty else { return }
        hasWritten = true
        try file.write(staged.bytes, at: stagedStart)
        stagedStart += staged.blocks
        staged.removeAll()
    }
}
