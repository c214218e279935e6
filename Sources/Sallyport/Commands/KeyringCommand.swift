import ArgumentParser
import ConfigStore
import GatewayClient

/// `sallyport keyring`
struct KeyringCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyring", abstract: "Looks after the keys that seal secrets at rest; for administrators.",
        subcommands: [Show.self, Prepare.self, Rotate.self, DropOld.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Shows the keys' ids, and how far the last rotation has come.")
        @OptionGroup var gateway: GatewayOptions

        func run() async throws {
            try await Failures.reported { try gateway.show(try await gateway.client().keyring()) }
        }
    }

    struct Prepare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prepare", abstract: "Puts a key into a keyring's file that seals with the next rotation.",
            discussion: """
                For many instances over one etcd, each with a file: give the changed file to all of them, then rotate. They \
                look at their files themselves, and the rotation begins only when each of them has the key.
                """)
        @Argument(help: "The file, such as keyring.json in the data folder.") var file: String

        func run() async throws {
            try await Failures.reported {
                let (keyring, id) = try Keyring.load(path: file, mayCreate: false).withPreparedKey()
                try keyring.write(to: file)
                Terminal.write("\(id)\n")
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Seals everything again with a new key, or the prepared one, and waits until that is done.",
            discussion: """
                Everything goes on meanwhile. When this command is interrupted, or the server, the rest is done all the \
                same: the server goes on by itself, and `keyring show` tells how far it is.
                """)
        @OptionGroup var gateway: GatewayOptions
        @Flag(name: .long, help: "Forget the old keys when nothing is sealed with them any more.") var dropOld = false

        func run() async throws {
            try await Failures.reported {
                let client = try gateway.client()
                var status = try await client.rotateKeyring()
                while status.rotation?.finishedAt == nil {
                    if let rotation = status.rotation { Terminal.progress("sealed again: \(rotation.resealed)") }
                    try await Task.sleep(for: .milliseconds(300))
                    status = try await client.keyring()
                }
                Terminal.progress(nil)
                let failed = status.rotation?.failed ?? 0
                if failed == 0, dropOld { status = try await client.dropOldKeys() }
                try gateway.show(status)
                if failed > 0 {
                    throw CommandFailure("\(failed) records can't be opened: the configstore's log names them")
                }
            }
        }
    }

    struct DropOld: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "drop-old", abstract: "Forgets the keys that nothing is sealed with any more.")
        @OptionGroup var gateway: GatewayOptions

        func run() async throws {
            try await Failures.reported { try gateway.show(try await gateway.client().dropOldKeys()) }
        }
    }
}

extension GatewayOptions {
    fileprivate func show(_ status: KeyringStatus) throws {
        try output.print(
            status,
            columns: [
                ("sealing key", status.sealingKey), ("keys", status.keys.joined(separator: ", ")),
                ("rotation started", status.rotation?.startedAt ?? ""),
                ("rotation finished", status.rotation?.finishedAt ?? ""),
                ("sealed again", status.rotation.map { String($0.resealed) } ?? ""),
                ("failed", status.rotation.map { String($0.failed) } ?? ""),
            ])
    }
}
