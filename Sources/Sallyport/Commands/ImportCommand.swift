import ArgumentParser
import Foundation
import GatewayClient
import HTTPTransport
import Synchronization

/// `sallyport import`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Replaces everything that the configstore has by an export; for administrators.",
        discussion: """
            The configstore has to be in maintenance. Everything in the file is looked at before anything changes: one \
            that is damaged, cut off, of a newer version or sealed with another keyring is refused with its line. What was \
            there before stays in the data folder until it is deleted.
            """)
    @OptionGroup var gateway: GatewayOptions
    @Argument(help: "The export; - is standard input.") var file: String
    @Flag(name: .long, help: "Look at the file, and change nothing; this needs no maintenance.") var verifyOnly = false

    func run() async throws {
        try await Failures.reported {
            let client = try gateway.client()
            let handle = try Self.open(file)
            let sent = Mutex(0)
            let summary: ImportSummary
            do {
                summary = try await client.load(
                    TransportUpload {
                        guard let piece = try handle.read(upToCount: 256 * 1024), !piece.isEmpty else { return nil }
                        let count = sent.withLock { sent in
                            sent += piece.count
                            return sent
                        }
                        Terminal.progress("read: \(count) bytes")
                        return Array(piece)
                    }, isVerification: verifyOnly, bytes: InputFile.size(of: file))
            } catch {
                Terminal.progress(nil)
                throw error
            }
            Terminal.progress(nil)
            try gateway.output.print(
                summary,
                columns: [
                    ("imported", summary.isImported ? "yes" : "no, only verified"), ("written by", summary.product),
                    ("at revision", String(summary.revision)), ("records", String(summary.records)),
                    ("claims", String(summary.claims)), ("references", String(summary.references)),
                ])
        }
    }

    private static func open(_ path: String) throws(CommandFailure) -> FileHandle {
        if path == "-" { return .standardInput }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw CommandFailure("\(path) can't be read") }
        return handle
    }
}
