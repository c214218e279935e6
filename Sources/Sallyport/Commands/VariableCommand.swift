import ArgumentParser
import GatewayClient

/// `sallyport variable`
struct VariableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "variable", abstract: "Variables of projects and project groups, whose values are in secrets.",
        subcommands: [List.self, Get.self, Create.self, Update.self, Delete.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Lists variables, with --resolve also which secrets they get, and why.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @OptionGroup var list: TreeOptions
        @Flag(name: .long, help: "A row for each value: which secret it gets, from where and why.") var resolve = false

        func run() async throws {
            try await Failures.reported {
                let variables = try gateway.client().allVariables(
                    of: holder.parent, tree: list.tree, removingOverridden: list.removeOverridden, resolving: resolve)
                if resolve {
                    try await gateway.output.print(
                        variables, headings: ["NAME", "PLACE", "SECRET", "KEY", "WHEN", "STATUS", "WHY"],
                        rows: { variable in variable.values.map { VariableCommand.row(of: $0, in: variable) } })
                } else {
                    try await gateway.output.print(variables, headings: ["NAME", "PLACE", "VALUES"]) {
                        [$0.name, $0.parentPath, $0.values.map(VariableCommand.text).joined(separator: " ")]
                    }
                }
            }
        }
    }

    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Shows a variable.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                try VariableCommand.show(try await gateway.client().variable(name, of: holder.parent), gateway.output)
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "create", abstract: "Creates a variable.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @OptionGroup var values: VariableValuesOptions
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                guard let values = try values.values() else {
                    throw CommandFailure("a variable needs a value: see --values-file, --secret and --key")
                }
                try VariableCommand.show(
                    try await gateway.client().createVariable(
                        of: holder.parent, VariableRequest(name: name, values: values)), gateway.output)
            }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Renames a variable, or replaces all of its values.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @OptionGroup var values: VariableValuesOptions
        @Option(name: .customLong("name"), help: "Its new name.") var newName: String?
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                let request = VariableRequest(name: newName, values: try values.values())
                try VariableCommand.show(
                    try await gateway.client().updateVariable(name, of: holder.parent, request), gateway.output)
            }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Deletes a variable.")
        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var holder: HolderOptions
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await Failures.reported {
                try await gateway.client().deleteVariable(name, of: holder.parent)
                Terminal.say("deleted variable \(name)")
            }
        }
    }

    static func show(_ variable: Variable, _ output: OutputFormat) throws {
        let values = variable.values.enumerated().map { index, value in
            ("value \(index + 1)", "\(text(of: value)) of \(value.matchingSecretParentPath)\(condition(of: value))")
        }
        try output.print(
            variable,
            columns: [("id", variable.id), ("name", variable.name), ("place", variable.parentPath)] + values)
    }

    private static func text(of value: VariableValue) -> String { "\(value.secretName).\(value.secretVar)" }

    private static func condition(of value: VariableValue) -> String {
        value.when.map { ", when \(ConditionText.text(of: $0))" } ?? ""
    }

    private static func row(of value: VariableValue, in variable: Variable) -> [String] {
        let overridden = variable.overriddenBy.map { "the variable is overridden by the one in \($0); " } ?? ""
        return [
            variable.name, variable.parentPath, value.secretName, value.secretVar,
            value.when.map(ConditionText.text) ?? "always", value.resolution?.status ?? "",
            overridden + (value.resolution?.reason ?? ""),
        ]
    }
}
