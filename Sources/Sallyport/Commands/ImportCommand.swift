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

            With `--from agola` the file is an export of Agola's configstore, in either of its formats. Its secrets are sealed \
            on the way in. What does not come along is listed in the end.
            """)
    @OptionGroup var gateway: GatewayOptions
    @Argument(help: "The export; - is standard input.") var file: String
    @Option(name: .long, help: "Who wrote the file.") var from = Origin.sallyport
    @Flag(name: .long, help: "Leave out what refers to something that is not there; with --from agola.")
    var leaveOutBroken = false
    @Flag(name: .long, help: "Look at the file, and change nothing; this needs no maintenance.") var verifyOnly = false

    enum Origin: String, ExpressibleByArgument, CaseIterable {
        case sallyport, agola
    }

    func validate() throws {
        if leaveOutBroken, from == .sallyport {
            throw ValidationError("--leave-out-broken is for --from agola: an export of this product's is whole")
        }
    }

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
                    },
                    ImportOptions(
                        origin: from == .agola ? .agola : .sallyport, isVerification: verifyOnly,
                        leavesOutBroken: leaveOutBroken, bytes: InputFile.size(of: file)))
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
            if gateway.output == .table, let conversion = summary.conversion { Self.show(conversion) }
        }
    }

    /// What came along, and what did not, with where it is in the file.
    private static func show(_ conversion: ImportConversion) {
        var kinds = Table(["kind", "read", "taken"])
        for kind in conversion.kinds { kinds.add([kind.kind, String(kind.read), String(kind.taken)]) }
        Terminal.write("\n" + kinds.text)
        guard !conversion.remarks.isEmpty else { return }
        var remarks = Table(["count", "remark", "where"])
        for remark in conversion.remarks {
            let more = remark.count > remark.places.count ? ["…"] : []
            remarks.add([String(remark.count), remark.message, (remark.places + more).joined(separator: ", ")])
        }
        Terminal.write("\n" + remarks.text)
    }

    private static func open(_ path: String) throws(CommandFailure) -> FileHandle {
        if path == "-" { return .standardInput }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw CommandFailure("\(path) can't be read") }
        return handle
    }
}
