import ArgumentParser
import GitAccess
import HTTPTransport
import NIOPosix
import ServiceKit

/// `sallyport hostkey`
struct HostKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostkey", abstract: "Looks at the host keys of SSH servers, to pin them.",
        subcommands: [Scan.self])

    struct Scan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scan", abstract: "Shows which host keys a server has.",
            discussion: """
                Whoever is between here and the server can answer in its place: compare a fingerprint with one that came \
                another way, such as the forge's own page, then give it with --fingerprint to get the line to pin. Ends \
                with 1 when the server has no such key.
                """)

        @Argument(help: "HOST or HOST:PORT; an IPv6 address with a port is in brackets.") var host: String
        @Option(name: .long, help: "The fingerprint to confirm, SHA256:…") var fingerprint: String?
        @Option(name: .long, help: "table or json.") var output: OutputFormat = .table

        func run() async throws {
            try await Failures.reported {
                let (name, port) = try address()
                let threads = NIOThreadPool(numberOfThreads: 1)
                threads.start()
                let scan = HostKeyScan(outboundAllow: AddressRange.everywhere, threads: threads)
                let found = try await scan.keys(host: name, port: port)
                    .map { ScannedHostKey($0, host: name, port: port) }
                try await threads.shutdownGracefully()
                guard let fingerprint else { return try await show(found) }
                guard let key = found.first(where: { $0.fingerprint == fingerprint }) else {
                    throw CommandFailure(
                        "\(name) has no key with this fingerprint, but "
                            + found.map { "\($0.type) \($0.fingerprint)" }.joined(separator: ", "))
                }
                switch output {
                case .json: try output.print(key, columns: [])
                case .table: Terminal.write(key.line + "\n")
                }
            }
        }

        private func show(_ keys: [ScannedHostKey]) async throws {
            try await output.print(keys.async, headings: ["type", "fingerprint", "line to pin"]) {
                [$0.type, $0.fingerprint, $0.line]
            }
        }

        private func address() throws -> (String, Int) {
            if let address = ListenAddress(host), address.port > 0 { return (address.host, address.port) }
            let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
            guard !name.isEmpty, !name.hasPrefix("-"), !name.contains("@"), !name.contains("/") else {
                throw ValidationError("a host is written as HOST or HOST:PORT")
            }
            return (name, 22)
        }
    }
}

/// A server's host key, as it is shown.
struct ScannedHostKey: Encodable, Sendable {
    let type: String
    let fingerprint: String
    /// As `ssh_host_key` takes it.
    let line: String

    init(_ key: HostKey, host: String, port: Int) {
        type = key.type
        fingerprint = key.fingerprint
        line = key.line(host: host, port: port)
    }
}
