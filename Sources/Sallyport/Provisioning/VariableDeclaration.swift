import GatewayClient
import StrictYAML
import Validation

/// A variable of a project group as a file declares it.
struct VariableDeclaration: Declaration {
    /// Such as `DEPLOY_TOKEN of org/acme/backend`.
    let name: String
    /// A variable has no other name than its own: with another one it is another variable.
    let renamedFrom: String? = nil
    let variableName: String
    let group: GroupPath
    /// In order: a run gets the first one whose conditions it fulfils.
    let values: [VariableRequest.Value]
    let place: YAMLPlace

    /// Reads an entry of `variables`; problems go to the document.
    init(_ entry: YAMLMap) {
        variableName = entry.string("name")
        if !variableName.isEmpty {
            entry.report(
                EnvironmentNameRule.violation(of: variableName, at: entry.path.appending("name")), at: "name")
        }
        group = entry.groupPath("projectGroup")
        name = variableName.isEmpty ? "" : "\(variableName) of \(group.text)"
        place = entry.place(of: "name")
        values = entry.list("values") { item in
            let conditions = item.optionalMap("when")
            return VariableRequest.Value(
                secretName: item.string("secret"), secretVar: item.string("key"),
                when: conditions.map { VariableConditions($0) })
        }
        if entry.has("values"), values.isEmpty {
            entry.problem(at: "values", .required, "at least one value is needed")
        }
    }
}
