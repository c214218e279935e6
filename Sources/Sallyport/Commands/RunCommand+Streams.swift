import ArgumentParser
import Foundation
import GatewayClient
import HTTPTransport

/// What is shown of runs as it comes.
extension RunCommand {
    struct Logs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "logs", abstract: "Prints what a step of a task has printed.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var place: Place
        @Argument(help: "The task's id.") var task: String
        @Option(name: .long, help: "The step's number, from 0; what comes before the first one when left out.")
        var step: Int?
        @Flag(name: .long, help: "Goes on with what it prints from now on, until it ends.") var follow = false

        func run() async throws {
            try await Failures.reported {
                let log = try await gateway.client().runLog(
                    ofTask: task, of: place.run, in: place.project, step: step, follows: follow)
                for try await piece in log { Terminal.write(piece) }
            }
        }
    }

    struct Events: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "events", abstract: "Prints what happens to a project's runs, as it happens.",
            discussion: "Goes on until it is interrupted, or the run service ends it. --output json has one a line.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The project's path or id.") var project: String
        @Option(name: .long, help: "The sequence of an event: those after it come first.") var after: String?

        func run() async throws {
            try await Failures.reported {
                let encoder = JSONEncoder()
                encoder.outputFormatting = .sortedKeys
                for try await event in try await gateway.client().runEvents(of: project, after: after) {
                    switch gateway.output {
                    case .json: Terminal.write(Array(try encoder.encode(event)) + [UInt8(ascii: "\n")])
                    case .table:
                        Terminal.write("\(event.sequence)  \(event.runID)  \(event.phase)  \(event.result)\n")
                    }
                }
            }
        }
    }
}
