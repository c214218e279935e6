import ArgumentParser
import Foundation
import StrictYAML

/// Where a secret's data is: in files, in the environment, or asked for; never an argument.
struct SecretDataOptions: ParsableArguments {
    @Option(name: .long, help: "A YAML file, a map of keys and values; - is standard input.")
    var dataFile: String?

    @Option(name: .long, help: "KEY=FILE: the key's value is what is in the file. Can be repeated.")
    var keyFile: [String] = []

    @Option(name: .long, help: "KEY=VARIABLE: the key's value is the environment variable's. Can be repeated.")
    var keyEnv: [String] = []

    @Option(name: .long, help: "KEY: ask for the key's value. Can be repeated.")
    var key: [String] = []

    /// All of it; nil when no option gives any.
    ///
    /// - Throws: `CommandFailure` or `YAMLProblems`, neither with a value.
    func data() throws -> [String: String]? {
        var data: [String: String] = [:]
        func add(_ key: String, _ value: String) throws(CommandFailure) {
            guard data.updateValue(value, forKey: key) == nil else {
                throw CommandFailure("the key \(key) is given twice")
            }
        }
        if let dataFile { data = try Self.map(in: dataFile) }
        for (key, path) in try keyFile.map(Self.pair) { try add(key, try SecretReference.contents(of: path)) }
        for (key, variable) in try keyEnv.map(Self.pair) {
            let reference = SecretReference.environment(variable)
            try add(key, try reference.resolve(relativeTo: ".", environment: ProcessInfo.processInfo.environment))
        }
        for key in key { try add(key, try Terminal.ask("value of \(key)", isSecret: true)) }
        return data.isEmpty ? nil : data
    }

    private static func map(in file: String) throws -> [String: String] {
        let document = try YAMLDocument.parse(try InputFile.bytes(of: file), file: file)
        let pairs = document.root.keys.map { ($0, document.root.string($0)) }
        try document.finish()
        return Dictionary(pairs) { first, _ in first }
    }

    /// Reads `KEY=WHERE`. What is wrong is not repeated: somebody may have put a secret there.
    private static func pair(_ text: String) throws(CommandFailure) -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw CommandFailure("--key-file takes KEY=FILE and --key-env takes KEY=VARIABLE")
        }
        return (parts[0], parts[1])
    }
}
