import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`projectGroupDoesNotExist`, `projectDoesNotExist`"
    private static let invalid =
        "`invalidPath`, `invalidVariable`, `invalidVariableName`, `invalidVariableValues`"
    private static let variable = Schema.named("Variable")

    static let variables = DescribedPart(
        schemas: [
            "Variable": .answer(
                [
                    "id": .id, "name": .text(), "parent_path": .text(), "values": .list(.named("VariableValue")),
                    "overridden_by": .text(),
                ], optional: ["overridden_by"]),
            "VariableValue": .answer(
                [
                    "secret_name": .newName, "secret_var": .secretKey, "matching_secret_parent_path": .text(),
                    "when": Schema.named("When").orNull, "resolution": .named("SecretResolution"),
                ],
                optional: ["resolution"]),
            "SecretResolution": .answer(Schema.resolutionFields, optional: ["secret_parent_path"]),
            "NewVariable": .request(Schema.variableFields, required: ["name", "values"]),
            "VariableChange": .request(Schema.variableFields),
        ].merging(Schema.whenSchemas) { _, last in last },
        routes: variableRoutes("projectgroups", "ProjectGroup") + variableRoutes("projects", "Project"))

    private static func variableRoutes(_ segment: String, _ noun: String) -> [RouteDescription] {
        [
            RouteDescription(
                .get, "\(segment)/{ref}/variables", "list\(noun)Variables", "Variables, by name",
                query: .treePaging + [.presence("resolve", "Which secret each value gets, and why.")],
                answers: .page(of: variable, "A page.")
                    .continued(by: "list\(noun)Variables", ["ref": "$request.path.ref"]),
                refusals: [400: "`invalidPath`, `invalidSortDirection`", 403: "`forbidden`", 404: missing]),
            RouteDescription(
                .post, "\(segment)/{ref}/variables", "create\(noun)Variable",
                "Adds a variable, whose secrets have to be there", body: .named("NewVariable"),
                answers: .json(201, variable, "The new one.").linked(
                    ["ref": "$request.path.ref", "name": "$response.body#/name"], to: "get\(noun)Variable",
                    "update\(noun)Variable", "delete\(noun)Variable"),
                refusals: [
                    400: invalid, 403: "`forbidden`", 404: missing, 409: "`variableAlreadyExists`, `tooManyVariables`",
                ]),
            RouteDescription(
                .get, "\(segment)/{ref}/variables/{name}", "get\(noun)Variable", "One variable",
                answers: .json(200, variable, "The variable."),
                refusals: [400: "`invalidPath`", 403: "`forbidden`", 404: "\(missing), `variableDoesNotExist`"]),
            RouteDescription(
                .put, "\(segment)/{ref}/variables/{name}", "update\(noun)Variable",
                "Changes what the body has; `values` replaces all of them", body: .named("VariableChange"),
                answers: .json(200, variable, "The changed one.").linked(
                    ["ref": "$request.path.ref", "name": "$response.body#/name"], to: "delete\(noun)Variable"),
                refusals: [
                    400: invalid, 403: "`forbidden`", 404: "\(missing), `variableDoesNotExist`",
                    409: "`variableAlreadyExists`",
                ]),
            RouteDescription(
                .delete, "\(segment)/{ref}/variables/{name}", "delete\(noun)Variable", "Deletes a variable",
                answers: .empty("It is gone."),
                refusals: [400: "`invalidPath`", 403: "`forbidden`", 404: "\(missing), `variableDoesNotExist`"]),
        ]
    }
}
