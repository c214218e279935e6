import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`organizationDoesNotExist`"
    private static let forbidden = "`forbidden`"
    private static let organization = Schema.named("Organization")

    static let organizations = DescribedPart(
        schemas: [
            "Organization": .answer(["id": .id, "name": .newName, "visibility": .visibility]),
            "NewOrganization": .request(
                ["name": .newName, "visibility": .visibility], required: ["name", "visibility"]),
            "OrganizationChange": .request(["name": .newName, "visibility": .visibility]),
        ],
        routes: [
            RouteDescription(
                .get, "orgs", "listOrganizations", "Public organizations, by name; all of them for administrators",
                query: .paging, answers: .page(of: organization, "A page.").continued(by: "listOrganizations")),
            RouteDescription(
                .post, "orgs", "createOrganization", "Adds an organization, which the user who asks owns",
                body: .named("NewOrganization"),
                answers: .json(201, organization, "The new one.")
                    .linked(
                        ["ref": "$response.body#/id"], to: "getOrganization", "updateOrganization",
                        "deleteOrganization", "listOrganizationMembers", "setOrganizationMember",
                        "listOrganizationInvitations", "createOrganizationInvitation", "listOrganizationAudit"
                    )
                    .linked(
                        body: ["parent_ref": "org/{$response.body#/name}"], to: "createProjectGroup", "createProject"
                    )
                    .linked(
                        ["ref": "org/{$response.body#/name}"], to: "getProjectGroup", "listSubgroups", "listProjects"),
                refusals: [400: "`invalidOrganizationName`, `invalidVisibility`", 409: "`organizationAlreadyExists`"]),
            RouteDescription(
                .get, "orgs/{ref}", "getOrganization", "One organization", access: .anybody,
                answers: .json(200, organization, "The organization."), refusals: [404: missing]),
            RouteDescription(
                .put, "orgs/{ref}", "updateOrganization", "Changes what the body has",
                body: .named("OrganizationChange"),
                answers: .json(200, organization, "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getOrganization", "deleteOrganization"),
                refusals: [
                    400: "`invalidOrganizationName`, `invalidVisibility`", 403: forbidden, 404: missing,
                    409: "`organizationAlreadyExists`",
                ]),
            RouteDescription(
                .delete, "orgs/{ref}", "deleteOrganization", "Deletes an organization", query: [.cascade],
                answers: .empty("It is gone."),
                refusals: [403: forbidden, 404: missing, 409: "`organizationInUse`"]),
        ])

    static let organizationMembers = DescribedPart(
        schemas: [
            "OrganizationMembers": .answer([
                "organization": organization,
                "members": .list(.answer(["user": .named("User"), "role": .role]), maxItems: PageRequest.maxLimit),
            ]),
            "OrganizationMembership": .answer([
                "organization": organization, "user": .named("User"), "role": .role,
            ]),
            "UserOrganization": .answer(["Organization": organization, "Role": .role]),
            "MemberRole": .request(["role": .role], required: ["role"]),
        ],
        routes: [
            RouteDescription(
                .get, "orgs/{ref}/members", "listOrganizationMembers", "An organization's members, by id",
                access: .anybody, query: .paging,
                answers: .page(as: .named("OrganizationMembers"), "A page.")
                    .continued(by: "listOrganizationMembers", ["ref": "$request.path.ref"]),
                refusals: [404: missing]),
            RouteDescription(
                .put, "orgs/{ref}/members/{userref}", "setOrganizationMember",
                "Adds a member, or gives one another role", body: .named("MemberRole"),
                answers: .json(200, .named("OrganizationMembership"), "The member.")
                    .linked(
                        ["ref": "$request.path.ref", "userref": "$response.body#/user/id"],
                        to: "removeOrganizationMember"),
                refusals: [
                    400: "`invalidRole`", 403: forbidden, 404: "\(missing), `userDoesNotExist`",
                    409: "`lastOwner`",
                ]),
            RouteDescription(
                .delete, "orgs/{ref}/members/{userref}", "removeOrganizationMember",
                "Takes a member out of an organization", answers: .empty("The user is no member any more."),
                refusals: [
                    403: forbidden, 404: "\(missing), `userDoesNotExist`, `orgMemberDoesNotExist`",
                    409: "`lastOwner`, `orgMemberInUse`",
                ]),
            RouteDescription(
                .get, "user/orgs", "listOwnOrganizations", "The organizations of the user who asks, by id",
                query: .paging,
                answers: .page(of: .named("UserOrganization"), "A page.").continued(by: "listOwnOrganizations"),
                refusals: [403: "`noUser`"]),
        ])
}
