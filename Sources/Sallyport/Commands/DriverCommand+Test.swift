import ArgumentParser
import Foundation
import RemoteSourcesTesting

extension DriverCommand {
    /// `sallyport driver test`
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Holds a driver to everything that every driver has to do, without a forge.",
            discussion: """
                DRIVER is a driver's type, as remote sources name it, or the file of a declarative one (.yaml, .yml). Its \
                forge's answers come out of a folder of \
                recordings, which docs/drivers.md describes. Prints what came of each group, and ends with 1 when \
                something does not hold.
                """)

        @Argument(help: "The driver's type, such as gitea, or its file.") var driver: String

        @Option(
            name: .long,
            help: "The folder of recordings. Unless given, it is recordings/gitea for gitea, x.recordings for x.yaml.")
        var recordings: String?

        @Option(name: .long, help: "A file that the report is written to as JUnit's XML as well.") var junit: String?

        @Option(name: .long, help: "A group to run, instead of all of them; once more for another one.")
        var group: [String] = []

        @Option(name: .long, help: "The drivers that there are, as in plugins.yaml; the built-in ones when left out.")
        var plugins: String?

        func run() async throws {
            try await Failures.reported {
                let groups = try chosenGroups()
                let subject = try await DriverUnderTest(driver, plugins: plugins)
                let folder = recordings ?? subject.usualRecordings
                let kit = ConformanceKit(
                    driver: subject.driver, recordings: try Recordings(contentsOf: URL(filePath: folder)),
                    process: subject.process)
                let report = await subject.installed.running { await kit.run(groups) }
                if let junit { try write(report.junitXML, to: junit) }
                Terminal.write(report.description)
                if !report.failures.isEmpty { throw ExitCode(1) }
            }
        }

        private func chosenGroups() throws -> [ConformanceGroup] {
            let all = ConformanceKit.groups
            for name in group where !all.contains(where: { $0.name == name }) {
                throw ValidationError("there is no group \(name); there are \(all.map(\.name).joined(separator: ", "))")
            }
            return group.isEmpty ? all : all.filter { group.contains($0.name) }
        }

        private func write(_ text: String, to file: String) throws {
            do {
                try Data(text.utf8).write(to: URL(filePath: file))
            } catch {
                throw CommandFailure("\(file): the report can't be written there")
            }
        }
    }
}
