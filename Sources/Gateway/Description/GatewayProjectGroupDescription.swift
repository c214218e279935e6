import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`projectGroupDoesNotExist`"
    private static let parent = "`parentProjectGroupDoesNotExist`"
    private static let invalid =
        "`invalidPath`, `invalidProjectGroupName`, `invalidVisibility`, `invalidProjectGroup`, `projectGroupTooDeep`"
    private static let group = Schema.named("ProjectGroup")

    static let projectGroups = DescribedPart(
        schemas: [
            "ProjectGroup": .answer(Schema.place),
            "NewProjectGroup": .request(groupFields, required: ["name", "visibility"]),
            "ProjectGroupChange": .request(groupFields),
        ],
        routes: [
            RouteDescription(
                .post, "projectgroups", "createProjectGroup",
                "Adds a group to a group; to the user's own root group without `parent_ref`",
                body: .named("NewProjectGroup"),
                answers: .json(201, group, "The new one.")
                    .linked(
                        ["ref": "$response.body#/id"], to: "getProjectGroup", "updateProjectGroup",
                        "deleteProjectGroup", "listSubgroups", "listProjects", "listProjectGroupAudit",
                        "createProjectGroupSecret", "createProjectGroupVariable", "listProjectGroupSecrets",
                        "listProjectGroupVariables"
                    )
                    .linked(["ref": "$response.body#/path"], to: "getProjectGroup")
                    .linked(body: ["parent_ref": "$response.body#/id"], to: "createProjectGroup", "createProject"),
                refusals: [
                    400: invalid, 403: "`forbidden`, `noUser`", 404: parent,
                    409: "`projectGroupAlreadyExists`",
                ]),
            RouteDescription(
                .get, "projectgroups/{ref}", "getProjectGroup", "One group", access: .anybody,
                answers: .json(200, group, "The group."), refusals: [400: "`invalidPath`", 404: missing]),
            RouteDescription(
                .put, "projectgroups/{ref}", "updateProjectGroup",
                "Changes what the body has; another `parent_ref` moves the group", body: .named("ProjectGroupChange"),
                answers: .json(201, group, "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getProjectGroup", "deleteProjectGroup"),
                refusals: [
                    400:
                        "\(invalid), `cannotMoveRootProjectGroup`, `cannotMoveProjectGroupBelowItself`, `tooManyProjects`, `invalidLinkedAccount`",
                    403: "`forbidden`", 404: "\(missing), \(parent)",
                    409: "`projectGroupAlreadyExists`, `secretsInUse`, `tooManyVariablesInUse`",
                ]),
            RouteDescription(
                .delete, "projectgroups/{ref}", "deleteProjectGroup", "Deletes a group", query: [.cascade],
                answers: .empty("It is gone."),
                refusals: [
                    400: "`invalidPath`, `cannotDeleteRootProjectGroup`", 403: "`forbidden`", 404: missing,
                    409: "`projectGroupInUse`",
                ]),
            list("subgroups", "listSubgroups", "The groups in a group that one may see, by name", group),
            list("projects", "listProjects", "The projects in a group that one may see, by name", .named("Project")),
        ])

    private static let groupFields: [String: Schema] = [
        "name": .newName, "parent_ref": .groupPath, "visibility": .visibility,
    ]

    private static func list(_ what: String, _ name: String, _ summary: String, _ item: Schema) -> RouteDescription {
        RouteDescription(
            .get, "projectgroups/{ref}/\(what)", name, summary, access: .anybody, query: .paging,
            answers: .page(of: item, "A page.").continued(by: name, ["ref": "$request.path.ref"]),
            refusals: [400: "`invalidPath`", 404: missing])
    }
}
