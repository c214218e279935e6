import ArgumentParser
import Validation

extension ValidatorCommand {
    /// `sallyport validator test`
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Shows what a validator says about one object, without a server.",
            discussion: """
                FILE is a file of rules (.yaml, .yml, .json) or an executable that speaks the validators' protocol. The \
                object is JSON as the API answers it, or a whole change as a process sees it: operation, kind, path, before \
                and after. Prints a violation a line, and ends with 1 when there are any.
                """)

        @Argument(help: "A file of rules, or an executable.") var file: String
        @Option(name: .long, help: "A file with the object, or with a change, in JSON.") var object: String
        @Option(name: .long, help: "What the object is, such as project; a change says it itself.")
        var kind: String?
        @Option(name: .long, help: "create, update, move or delete; create unless given.") var operation: String?
        @Option(name: .long, help: "Where the object is; its own path, or its name, when left out.")
        var path: String?
        @Option(name: .long, help: "A file with the object as it was before an update or move.") var before: String?

        func run() async throws {
            try await Failures.reported {
                let trial = ValidatorTrial(file: file)
                let change = try TrialChange(
                    object: object, kind: kind, operation: operation, path: path, before: before
                ).change()
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
}
