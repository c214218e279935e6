import ArgumentParser
import ConfigStore
import Foundation
import ObjectStorage

extension BackupCommand {
    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore", abstract: "Restores the configstore's data from a backup.",
            discussion: """
                Into the data folder, which must have no data yet, to the last archived revision. Nothing changes before all \
                of it is there and verified. The keyring is in no backup: put its copy into the data folder. When it is there \
                already, what is sealed is held to it.
                """)
        @OptionGroup var options: BackupOptions
        @Option(name: .long, help: "The folder to restore into; dataDir unless given.") var dataDir: String?
        @Option(name: .long, help: "Up to this time: 2026-01-31T12:00:00Z.") var toTime: String?
        @Option(name: .long, help: "Up to this revision.") var toRevision: Int?
        @Flag(name: .long, help: "Take the place of data that is there.") var replace = false

        func run() async throws {
            try await Failures.reported {
                let configuration = try options.configuration(dataDirectory: dataDir)
                let keyring = configuration.keyringFile ?? configuration.dataDirectory + "/keyring.json"
                let restore = try BackupRestore(
                    storage: try options.storage(configuration),
                    keyringFile: FileManager.default.fileExists(atPath: keyring) ? keyring : nil)
                let target = try target()
                let store = try SQLiteStore(directory: configuration.dataDirectory)
                do {
                    if !replace, try await !store.export({ try await $0.next().isEmpty }) {
                        throw CommandFailure(
                            "\(configuration.dataDirectory) has data: name another folder with --data-dir, or say --replace"
                        )
                    }
                    let restored = RestoredBackup(try await restore.restore(to: target, into: store))
                    await store.close()
                    try options.output.print(restored, columns: restored.columns)
                } catch {
                    await store.close()
                    throw error
                }
            }
        }

        private func target() throws -> BackupTarget {
            if toTime != nil, toRevision != nil {
                throw ValidationError("a time or a revision, not both")
            }
            if let toRevision { return .revision(toRevision) }
            guard let toTime else { return .latest }
            let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
            let date = styles.lazy.compactMap { try? $0.parse(toTime) }.first
            guard let date else { throw ValidationError("a time is written 2026-01-31T12:00:00Z") }
            return .time(date)
        }
    }
}

/// What was restored, as the command prints it.
private struct RestoredBackup: Encodable {
    var line: String
    var checkpoint: String
    var revision: Int
    var time: String
    var commits: Int
    var records: Int
    var claims: Int
    var references: Int

    init(_ outcome: BackupRestore.Outcome) {
        line = outcome.checkpoint.line.id
        checkpoint = BackupOptions.text(of: outcome.checkpoint.time)
        revision = outcome.revision
        time = BackupOptions.text(of: outcome.time)
        commits = outcome.commitCount
        records = outcome.counts.records
        claims = outcome.counts.claims
        references = outcome.counts.references
    }

    var columns: [(heading: String, text: String)] {
        [
            ("line", line), ("checkpoint", checkpoint), ("revision", String(revision)), ("time", time),
            ("commits after the checkpoint", String(commits)), ("records", String(records)),
            ("claims", String(claims)), ("references", String(references)),
        ]
    }
}
