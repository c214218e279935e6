import Foundation

extension SQLiteStore: MigrationTarget {
    package func beginMigration() async throws -> any GenerationWriter {
        let (files, number, revision) = (files, current.number, revision)
        let isEmpty = try await export { try await $0.next().isEmpty }
        let mark = try await onDisk { MigrationMark.read(in: files.directory) }
        guard isEmpty || mark?.names(generation: number, revision: revision) == true else {
            throw MigrationProblem.inUse("\(files.directory) has data: name a folder that has none")
        }
        let next = try await onDisk { try files.begin() }
        return SQLiteGenerationWriter(number: next, files: files) { [self] in
            try await makeCurrent(next) { nextRevision in
                let mark = MigrationMark(states: [
                    .init(generation: number, revision: revision), .init(generation: next, revision: nextRevision),
                ])
                try mark.write(in: files.directory)
            }
        }
    }
}

/// What a migration has left in a folder, so that a later one knows that nobody has written since: the states before and
/// after its last step, of which one is there, whatever is interrupted.
private struct MigrationMark: Codable {
    struct State: Codable, Hashable {
        var generation: Int
        var revision: Int
    }

    var states: [State]

    func names(generation: Int, revision: Int) -> Bool {
        states.contains(State(generation: generation, revision: revision))
    }

    func write(in directory: String) throws {
        try DurableFile.replace(Self.path(directory), with: try StoreLines.encode(self))
    }

    static func read(in directory: String) -> MigrationMark? {
        FileManager.default.contents(atPath: path(directory)).flatMap { try? StoreLines.decode(Self.self, from: $0) }
    }

    private static func path(_ directory: String) -> String { directory + "/migration.json" }
}
