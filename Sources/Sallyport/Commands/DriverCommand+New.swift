import ArgumentParser
import Foundation
import RemoteSources
import Validation

extension DriverCommand {
    /// `sallyport driver new`
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Writes a starting point for a driver into a new folder.",
            discussion: "The folder is called NAME. docs/drivers.md goes on from there.")

        enum Form: String, ExpressibleByArgument, CaseIterable {
            case swift, declarative, process
        }

        @Option(name: .long, help: "How it is written: swift, declarative or process.") var form: Form
        @Argument(help: "What remote sources will call it, in lower case, such as myforge.") var name: String

        func run() async throws {
            try await Failures.reported {
                guard name.wholeMatch(of: /[a-z][a-z0-9]{0,39}/) != nil else {
                    throw CommandFailure("a driver's name has 1 to 40 lower-case letters and digits, such as myforge")
                }
                guard !FileManager.default.fileExists(atPath: name) else {
                    throw CommandFailure("\(name) exists already: choose another name, or another folder")
                }
                for file in files {
                    let path = "\(name)/\(file.path)"
                    let folder = URL(filePath: path).deletingLastPathComponent()
                    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                    try Data(file.contents.utf8).write(to: URL(filePath: path))
                    if file.isExecutable {
                        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
                    }
                    Terminal.write("\(path)\n")
                }
            }
        }

        private var files: [StarterFile] {
            switch form {
            case .swift: DriverStarter.swift(name)
            case .declarative: DriverStarter.declarative(name)
            case .process: DriverStarter.process(name)
            }
        }
    }
}
