import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing = "`projectGroupDoesNotExist`, `organizationDoesNotExist`, `userDoesNotExist`"
    private static let parent = "`parentProjectGroupDoesNotExist`"
    private static let invalid =
        "`invalidPath`, `invalidProjectGroupName`, `invalidVisibility`, `invalidProjectGroup`, `projectGroupTooDeep`"
    private static let group = Schema.named("ProjectGroup")

    static let projectGroups = DescribedPart(
        schemas: [
            "ProjectGroup": .answer(Schema.place.merging(inTree) { _, last in last }),
            "NewProjectGroup": .request(groupFields, required: ["name", "parent_ref", "visibility"]),
            "ProjectGroupChange": .request(groupFields),
        ],
        routes: [
            RouteDescription(
                .post, "projectgroups", "createProjectGroup", "Adds a group to a group",
                body: .named("NewProjectGroup"),
                answers: .json(201, group, "The new one.")
                    .linked(
                        ["ref": "$response.body#/id"], to: "getProjectGroup", "updateProjectGroup",
                        "deleteProjectGroup", "listSubgroups", "listProjects",
                        "createProjectGroupSecret", "createProjectGroupVariable", "listProjectGroupSecrets",
                        "listProjectGroupVariables"
                    )
                    .linked(["ref": "$response.body#/path"], to: "getProjectGroup")
                    .linked(body: ["parent_ref": "$response.body#/id"], to: "createProjectGroup", "createProject"),
                refusals: [400: invalid, 404: parent, 409: "`projectGroupAlreadyExists`"]),
            RouteDescription(
                .get, "projectgroups/{ref}", "getProjectGroup", "One group",
                answers: .json(200, group, "The group."), refusals: [400: "`invalidPath`", 404: missing]),
            RouteDescription(
                .put, "projectgroups/{ref}", "updateProjectGroup",
                "Changes what the body has; another `parent_ref` moves the group", body: .named("ProjectGroupChange"),
                answers: .json(201, group, "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getProjectGroup", "deleteProjectGroup"),
                refusals: [
                    400:
                        "\(invalid), `cannotMoveRootProjectGroup`, `cannotMoveProjectGroupBelowItself`, `tooManyProjects`, `invalidLinkedAccount`",
                    404: "\(missing), \(parent)",
                    409: "`projectGroupAlreadyExists`, `secretsInUse`, `tooManyVariablesInUse`",
                ]),
            RouteDescription(
                .delete, "projectgroups/{ref}", "deleteProjectGroup", "Deletes a group", query: [.cascade],
                answers: .empty("It is gone."),
                refusals: [
                    400: "`invalidPath`, `cannotDeleteRootProjectGroup`", 404: missing, 409: "`projectGroupInUse`",
                ]),
            list("subgroups", "listSubgroups", "The groups that a group holds itself, by name", group),
            list("projects", "listProjects", "The projects that a group holds itself, by name", .named("Project")),
        ])

    /// What answers about groups and projects have here beside what the gateway's have.
    static let inTree: [String: Schema] = [
        "parent_id": .id, "owner_type": .word("user", "org"), "owner_id": .id, "creation_time": .time,
        "update_time": .time, "revision": .revision,
    ]

    private static let groupFields: [String: Schema] = [
        "name": .newName, "parent_ref": .groupPath, "visibility": .visibility,
    ]

    private static func list(_ what: String, _ name: String, _ summary: String, _ item: Schema) -> RouteDescription {
        RouteDescription(
            .get, "projectgroups/{ref}/\(what)", name, summary,
            query: .paging + [ParameterDescription("visibility", .visibility, "Only those of this global visibility.")],
            answers: .page(of: item, "A page.").continued(by: name, ["ref": "$request.path.ref"]),
            refusals: [400: "`invalidPath`, `invalidVisibility`", 404: missing])
    }
}
