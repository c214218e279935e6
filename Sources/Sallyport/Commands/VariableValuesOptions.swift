import ArgumentParser
import GatewayClient
import StrictYAML
import Validation

/// Where a variable's values come from.
struct VariableValuesOptions: ParsableArguments {
    @Option(name: .long, help: "A YAML file with a list of values, each with its conditions; - is standard input.")
    var valuesFile: String?

    @Option(name: .long, help: "The secret's name, for one value that is always used.") var secret: String?
    @Option(name: .long, help: "The key of the secret's data.") var key: String?

    func validate() throws {
        if (secret == nil) != (key == nil) { throw ValidationError("--secret and --key: both or none") }
        if secret != nil, valuesFile != nil {
            throw ValidationError("--values-file, or --secret and --key: one of the two")
        }
    }

    /// The values; nil when no option gives any.
    func values() throws -> [VariableRequest.Value]? {
        if let secret, let key { return [.init(secretName: secret, secretVar: key)] }
        return try valuesFile.map(Self.values)
    }

    private static func values(in file: String) throws -> [VariableRequest.Value] {
        let document = try YAMLDocument.parse(try InputFile.bytes(of: file), file: file)
        if !document.root.has("values") { document.root.problem(at: "values", .required, "a list of values is needed") }
        let values = document.root.list("values") { entry in
            VariableRequest.Value(
                secretName: entry.string("secret_name"), secretVar: entry.string("secret_var"),
                when: entry.optionalMap("when").map { VariableConditions($0) })
        }
        try document.finish()
        return values
    }
}
