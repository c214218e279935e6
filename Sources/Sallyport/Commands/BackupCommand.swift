import ArgumentParser
import ConfigStore
import Foundation
import ObjectStorage

/// `sallyport backup`
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Looks at backups of the configstore, and restores one; needs no server.",
        discussion: """
            Where the backups are is configstore.backup in sallyport.yaml, or in --config. docs/backup.md says more.
            """,
        subcommands: [List.self, Verify.self, Restore.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Shows the checkpoints, and how far the archive goes.")
        @OptionGroup var options: BackupOptions

        func run() async throws {
            try await Failures.reported {
                let lines = try await BackupCatalog(storage: options.storage()).summaries()
                try await options.output.print(
                    lines.flatMap(ListedBackup.rows).async, headings: ["line", "what", "revision", "time", "bytes"]
                ) { $0.columns }
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Reads back all backups, and says what is missing or damaged.",
            discussion: "Ends with 1 when something is.")
        @OptionGroup var options: BackupOptions

        func run() async throws {
            try await Failures.reported {
                var reports: [BackupVerification.Report] = []
                var problems = try await BackupVerification(storage: options.storage()).verify { report in
                    Terminal.progress("verified: \(report.line)")
                    reports.append(report)
                }
                Terminal.progress(nil)
                try await options.output.print(
                    reports.map(VerifiedLine.init).async,
                    headings: ["line", "checkpoints", "segments", "commits", "revision", "time", "problems"]
                ) { $0.columns }
                problems += reports.flatMap(\.problems)
                for problem in problems { Terminal.say("\(problem)") }
                if !problems.isEmpty { throw ExitCode(1) }
            }
        }
    }
}

/// A checkpoint, or the end of an archive, as lists show it.
private struct ListedBackup: Encodable, Sendable {
    var line: String
    var what: String
    var revision: Int
    var time: String
    var bytes: Int?

    var columns: [String] { [line, what, String(revision), time, bytes.map { String($0) } ?? ""] }

    static func rows(_ summary: BackupCatalog.Summary) -> [ListedBackup] {
        let line = summary.line.id
        let checkpoints = summary.checkpoints.map { checkpoint in
            ListedBackup(
                line: line, what: "checkpoint", revision: checkpoint.revision,
                time: BackupOptions.text(of: checkpoint.time), bytes: checkpoint.entry.size)
        }
        let end = summary.archived.map { end in
            ListedBackup(line: line, what: "archive", revision: end.revision, time: BackupOptions.text(of: end.time))
        }
        return checkpoints + [end].compactMap { $0 }
    }
}

/// A line that was read back, as `verify` shows it.
private struct VerifiedLine: Encodable, Sendable {
    var line: String
    var checkpoints: Int
    var segments: Int
    var commits: Int
    var revision: Int
    var time: String
    var problems: [String]

    var columns: [String] {
        let counts = [checkpoints, segments, commits, revision].map { String($0) }
        return [line] + counts + [time, String(problems.count)]
    }

    init(_ report: BackupVerification.Report) {
        line = report.line.id
        checkpoints = report.checkpoints.count
        segments = report.segmentCount
        commits = report.commitCount
        revision = report.revision
        time = BackupOptions.text(of: report.time)
        problems = report.problems.map(\.description)
    }
}
