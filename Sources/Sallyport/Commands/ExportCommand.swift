import ArgumentParser
import Foundation
import GatewayClient

/// `sallyport export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes everything that the configstore has into a file; for administrators.",
        discussion: """
            Everything is as it is at one moment, and everything goes on meanwhile. Secrets stay sealed: whoever imports \
            the file needs the same keyring. The file is there once it is whole.
            """)
    @OptionGroup var gateway: GatewayOptions
    @Option(name: [.customShort("o"), .customLong("to")], help: "The file to write; - is standard output.")
    var file: String

    func run() async throws {
        try await Failures.reported {
            let client = try gateway.client()
            let destination = try ExportDestination(file)
            do {
                try await client.export { piece in
                    try destination.write(piece)
                    Terminal.progress("written: \(destination.count) bytes")
                }
            } catch {
                Terminal.progress(nil)
                destination.discard()
                if let failure = destination.failure { throw failure }
                throw error
            }
            Terminal.progress(nil)
            try destination.finish()
        }
    }
}
