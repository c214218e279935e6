import ArgumentParser
import Validators

/// `sallyport validator`
struct ValidatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validator", abstract: "Lists validators, and tries one without a server.",
        subcommands: [List.self, Test.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the validators that a plug-ins file has.")
        @Option(name: .long, help: "The plug-ins file.") var plugins = "plugins.yaml"
        @Option(name: .long, help: "table or json.") var output = OutputFormat.table

        func run() async throws {
            try await Failures.reported {
                let validators = try InstalledPlugins(pluginsFile: plugins).validators.all.map(Row.init)
                try await output.print(
                    validators.async, headings: ["NAME", "PLUGIN", "KINDS", "OPERATIONS", "BELOW", "ON FAILURE"]
                ) { row in
                    [row.name, row.plugin, row.kinds, row.operations, row.below, row.onFailure]
                }
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what a validator says about one object, without a server.",
            discussion: """
                FILE is a file of rules (.yaml, .yml) or an executable that speaks the validators' protocol. The object is \
                JSON as the API answers it. Prints a violation a line, and ends with 1 when there are any.
                """)

        @Argument(help: "A file of rules, or an executable.") var file: String
        @Option(name: .long, help: "A file with the object, in JSON.") var object: String
        @Option(name: .long, help: "What the object is: user, project.") var kind: String
        @Option(name: .long, help: "create, update, move or delete.") var operation = "create"
        @Option(name: .long, help: "Where the object is; its own path, or its name, when left out.")
        var path: String?
        @Option(name: .long, help: "A file with the object as it was before an update or move.") var before: String?

        func run() async throws {
            try await Failures.reported {
                let trial = ValidatorTrial(file: file)
                let change = try trial.change(
                    operation: operation, kind: kind, path: path, object: object, before: before)
                let violations = try await trial.violations(in: change)
                for violation in violations {
                    let field = violation.path.elements.isEmpty ? "" : "\(violation.path): "
                    Terminal.write("\(field)\(violation.message) (\(violation.code))\n")
                }
                if !violations.isEmpty { throw ExitCode(1) }
                Terminal.write("nothing wrong\n")
            }
        }
    }

    /// A validator as it is listed.
    private struct Row: Encodable, Sendable {
        let name: String
        let plugin: String
        let kinds: String
        let operations: String
        let below: String
        let onFailure: String

        init(_ validator: any Validator) {
            name = validator.name
            plugin = validator is ProcessValidator ? "process" : "rules"
            kinds = validator.scope.kinds.map { $0.sorted().joined(separator: ",") } ?? "all"
            let all = ProposedChange.Operation.allCases
            operations =
                validator.scope.operations.count == all.count
                ? "all" : all.filter(validator.scope.operations.contains).map(\.rawValue).joined(separator: ",")
            below = validator.scope.below ?? ""
            onFailure = validator.allowsOnFailure ? "allow" : "refuse"
        }
    }
}
