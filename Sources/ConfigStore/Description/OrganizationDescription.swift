import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing = "`organizationDoesNotExist`"
    private static let organization = Schema.named("Organization")

    static let organizations = DescribedPart(
        schemas: [
            "Organization": .answer([
                "id": .id, "name": .newName, "visibility": .visibility, "creation_time": .time, "update_time": .time,
                "revision": .revision,
            ]),
            "NewOrganization": .request(
                [
                    "name": .newName, "visibility": .visibility,
                    "creator_user_id": Schema.text(format: "user-id")
                        .about("The user who becomes its owner; nobody when it is left out."),
                ], required: ["name", "visibility"]),
            "OrganizationChange": .request(["name": .newName, "visibility": .visibility]),
        ],
        routes: [
            RouteDescription(
                .get, "orgs", "listOrganizations", "Organizations, by name",
                query: .paging + [ParameterDescription("visibility", .visibility, "Only these.")],
                answers: .page(of: organization, "A page.").continued(by: "listOrganizations"),
                refusals: [400: "`invalidVisibility`"]),
            RouteDescription(
                .post, "orgs", "createOrganization", "Adds an organization with its root group",
                body: .named("NewOrganization"),
                answers: .json(201, organization, "The new one.")
                    .linked(
                        ["ref": "$response.body#/id"], to: "getOrganization", "updateOrganization",
                        "deleteOrganization", "listOrganizationMembers", "listOrganizationInvitations",
                        "createOrganizationInvitation", "setOrganizationMember"
                    )
                    .linked(
                        body: ["parent_ref": "org/{$response.body#/name}"], to: "createProjectGroup", "createProject"
                    )
                    .linked(
                        ["ref": "org/{$response.body#/name}"], to: "getProjectGroup", "listSubgroups", "listProjects"),
                refusals: [
                    400: "`invalidOrganizationName`, `invalidVisibility`", 404: "`creatorUserDoesNotExist`",
                    409: "`organizationAlreadyExists`",
                ]),
            RouteDescription(
                .get, "orgs/{ref}", "getOrganization", "One organization",
                answers: .json(200, organization, "The organization."), refusals: [404: missing]),
            RouteDescription(
                .put, "orgs/{ref}", "updateOrganization", "Changes what the body has",
                body: .named("OrganizationChange"),
                answers: .json(200, organization, "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getOrganization", "deleteOrganization"),
                refusals: [
                    400: "`invalidOrganizationName`, `invalidVisibility`", 404: missing,
                    409: "`organizationAlreadyExists`",
                ]),
            RouteDescription(
                .delete, "orgs/{ref}", "deleteOrganization", "Deletes an organization", query: [.cascade],
                answers: .empty("It is gone."), refusals: [404: missing, 409: "`organizationInUse`"]),
        ])
}
