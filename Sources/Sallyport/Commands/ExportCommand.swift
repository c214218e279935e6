import ArgumentParser
import ConfigStore
import Foundation
import GatewayClient

/// `sallyport export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes everything that the configstore has into a file; for administrators.",
        discussion: """
            Everything is as it is at one moment, and everything goes on meanwhile. Secrets stay sealed: whoever imports \
            the file needs the same keyring. The file is there once it is whole.

            With `--keyring` and `--recipient-keyring` every secret is sealed for the other installation instead. Both files are \
            read here and sent nowhere.
            """)
    @OptionGroup var gateway: GatewayOptions
    @Option(name: [.customShort("o"), .customLong("to")], help: "The file to write; - is standard output.")
    var file: String

    @Option(name: .long, help: "The keyring file of the installation that will import it; needs --keyring.")
    var recipientKeyring: String?
    @Option(name: .long, help: "The keyring file of this installation.") var keyring: String?

    func validate() throws {
        if (keyring == nil) != (recipientKeyring == nil) {
            throw ValidationError("--keyring and --recipient-keyring go together: what the one opens the other seals")
        }
    }

    func run() async throws {
        try await Failures.reported {
            let transfer = try Self.transfer(from: keyring, to: recipientKeyring)
            let client = try gateway.client()
            let destination = try ExportDestination(file, transfer: transfer)
            do {
                try await client.export { piece in
                    try destination.write(piece)
                    Terminal.progress("written: \(destination.count) bytes")
                }
                Terminal.progress(nil)
                try destination.finish()
            } catch {
                Terminal.progress(nil)
                destination.discard()
                if let failure = destination.failure { throw failure }
                throw error
            }
        }
    }

    private static func transfer(from path: String?, to recipient: String?) throws -> ExportTransfer? {
        guard let path, let recipient else { return nil }
        return ExportTransfer(from: try keyring(path), to: try keyring(recipient))
    }

    private static func keyring(_ path: String) throws -> Keyring {
        guard FileManager.default.isReadableFile(atPath: path) else { throw CommandFailure("\(path) can't be read") }
        return try Keyring.load(path: path, mayCreate: false)
    }
}
