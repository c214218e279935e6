import ArgumentParser
import ConfigStore
import GatewayClient
import Validators

/// `sallyport validator`
struct ValidatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validator",
        abstract: "Stored validators, which are files of rules; and trying one without a server.",
        discussion: "Validators that plugins.yaml names are not among the stored ones.",
        subcommands: [List.self, Get.self, Create.self, Update.self, Delete.self, Test.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the stored validators.")
        @OptionGroup var gateway: GatewayOptions

        func run() async throws {
            try await Failures.reported {
                try await gateway.output.print(
                    try gateway.client().allValidators, headings: ["NAME", "RULES", "ID"]
                ) { validator in
                    let rules = try? ValidatorFile.rules(validator.rules, file: validator.name)
                    return [validator.name, rules.map { "\($0.ruleCount)" } ?? "?", validator.id]
                }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Prints a validator's rules as they were written.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String

        func run() async throws {
            try await Failures.reported {
                let validator = try await gateway.client().validator(ref)
                if case .json = gateway.output {
                    try gateway.output.print(validator, columns: [])
                } else {
                    Terminal.write(validator.rules.hasSuffix("\n") ? validator.rules : validator.rules + "\n")
                }
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Stores a validator: it looks at everything from then on.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "The name.") var name: String
        @Option(name: [.customShort("f"), .customLong("file")], help: "The file of rules: YAML or JSON.")
        var file: String

        func run() async throws {
            try await Failures.reported {
                let request = ValidatorRequest(name: name, rules: try ValidatorFile.text(of: file))
                try gateway.show(try await gateway.client().createValidator(request))
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Gives a validator other rules, or another name.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String
        @Option(name: .long, help: "A new name.") var name: String?
        @Option(name: [.customShort("f"), .customLong("file")], help: "The file of rules: YAML or JSON.")
        var file: String?

        func validate() throws {
            if name == nil, file == nil { throw ValidationError("nothing to change: --name, --file") }
        }

        func run() async throws {
            try await Failures.reported {
                let request = ValidatorRequest(name: name, rules: try file.map(ValidatorFile.text))
                try gateway.show(try await gateway.client().updateValidator(ref, request))
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Deletes a validator.")
        @OptionGroup var gateway: GatewayOptions
        @Argument(help: "Name or id.") var ref: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteValidator(ref)
                Terminal.say("deleted validator \(ref)")
            }
        }
    }
}

/// Files of rules as commands and declarations name them.
enum ValidatorFile {
    /// The text of a file, once it has been checked.
    ///
    /// - Throws: `YAMLProblems` with everything that is wrong, `CommandFailure`.
    static func text(of file: String) throws -> String {
        let text = String(decoding: try InputFile.bytes(of: file), as: UTF8.self)
        _ = try rules(text, file: file)
        return text
    }

    /// - Throws: `YAMLProblems` with everything that is wrong.
    static func rules(_ text: String, file: String) throws -> RulesValidator {
        try RulesFile(kinds: ObjectKinds.all).read(Array(text.utf8), file: file, name: "stored")
    }
}

extension GatewayOptions {
    fileprivate func show(_ validator: StoredValidator) throws {
        try output.print(validator, columns: [("id", validator.id), ("name", validator.name)])
    }
}
