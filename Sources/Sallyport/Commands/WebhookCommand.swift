import ArgumentParser
import Foundation
import RemoteSources

/// `sallyport webhook`
struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Looks at forges' deliveries, without a server.", subcommands: [Parse.self])

    struct Parse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "parse",
            abstract: "Verifies the delivery on standard input and prints what happened, as JSON.",
            discussion: """
                Ends with 3 when the delivery is genuine and nothing wants it, with 4 when its signature is missing or \
                wrong, and with 5 when its body can't be read. docs/drivers.md has the event's members.
                """)

        @Option(name: .long, help: "The driver's type, as remote sources name it.") var driver: String

        @Option(
            name: .long,
            help: "A file with the webhook's secret. Once more for the secret before, while it is being replaced.")
        var secretFile: [String]

        @Option(name: .long, help: "A header field of the delivery, 'Name: value'.") var header: [String] = []

        @Option(name: .long, help: "The drivers that there are, as in plugins.yaml; the built-in ones when left out.")
        var plugins: String?

        func run() async throws {
            try await Failures.reported {
                let plugins = try await InstalledPlugins(pluginsFile: plugins)
                let registry = plugins.registry
                guard let found = registry.driver(.remoteSource, type: driver) else {
                    let types = registry.all.filter { $0.configType == .remoteSource }.map(\.type)
                    throw CommandFailure("there is no driver \(driver); there are \(types.joined(separator: ", "))")
                }
                let reader = WebhookReader(driver: found, type: driver, secrets: try secrets())
                let headers = try fields()
                let body = try StandardInput.bytes(upTo: WebhookReader.maxBodyBytes + 1)
                let event: RemoteEvent
                do throws(WebhookRefusal) {
                    event = try await plugins.drivers.running {
                        () async throws(WebhookRefusal) -> RemoteEvent in
                        try await reader.event(headers: headers, body: body, now: Date())
                    }
                } catch {
                    throw Self.ending(error)
                }
                try OutputFormat.json.print(event, columns: [])
            }
        }

        private func secrets() throws -> [String] {
            try secretFile.map { file in
                let secret = String(decoding: try InputFile.bytes(of: file), as: UTF8.self)
                    .trimmingCharacters(in: .newlines)
                guard !secret.isEmpty else { throw CommandFailure("\(file): there is no secret in it") }
                return secret
            }
        }

        private func fields() throws -> [String: String] {
            var fields: [String: String] = [:]
            for line in header {
                guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else {
                    throw ValidationError("a header is 'Name: value'")
                }
                let name = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
                fields[name] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
            return fields
        }

        /// Says why there is no event, and what the command ends with.
        private static func ending(_ refusal: WebhookRefusal) -> any Error {
            switch refusal {
            case .ignored(let reason):
                Terminal.complain("the delivery is genuine and ignored: \(reason)")
                return ExitCode(3)
            case .notGenuine:
                Terminal.complain("the delivery is not genuine: its signature is missing, or of another secret or body")
                return ExitCode(4)
            case .unreadable(let problem):
                Terminal.complain("the delivery can't be read: \(problem)")
                return ExitCode(5)
            case .notSupported(let problem), .unavailable(let problem):
                return CommandFailure(problem)
            }
        }
    }
}
