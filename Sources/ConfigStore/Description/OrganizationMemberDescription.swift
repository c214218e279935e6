import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing = "`organizationDoesNotExist`, `userDoesNotExist`"
    private static let member = Schema.named("OrganizationMember")

    static let organizationMembers = DescribedPart(
        schemas: [
            "OrganizationMember": .answer(["user": .named("User"), "role": .role]),
            "UserOrganization": .answer(["organization": .named("Organization"), "role": .role]),
            "MemberRole": .request(["role": .role], required: ["role"]),
        ],
        routes: [
            RouteDescription(
                .get, "orgs/{ref}/members", "listOrganizationMembers", "An organization's members, by id",
                query: .paging,
                answers: .page(of: member, "A page.")
                    .continued(by: "listOrganizationMembers", ["ref": "$request.path.ref"]),
                refusals: [404: "`organizationDoesNotExist`"]),
            RouteDescription(
                .put, "orgs/{ref}/members/{userref}", "setOrganizationMember",
                "Adds a member, or gives one another role", body: .named("MemberRole"),
                answers: .json(201, member, "The member.")
                    .linked(
                        ["ref": "$request.path.ref", "userref": "$response.body#/user/id"],
                        to: "removeOrganizationMember"
                    )
                    .linked(
                        ["ref": "$response.body#/user/id", "orgref": "$request.path.ref"], to: "getUserOrganization"),
                refusals: [400: "`invalidRole`", 404: missing, 409: "`lastOwner`"]),
            RouteDescription(
                .delete, "orgs/{ref}/members/{userref}", "removeOrganizationMember",
                "Takes a member out of an organization", answers: .empty("The user is no member any more."),
                refusals: [404: "\(missing), `orgMemberDoesNotExist`", 409: "`lastOwner`, `orgMemberInUse`"]),
            RouteDescription(
                .get, "users/{ref}/orgs", "listUserOrganizations", "A user's organizations, by id", query: .paging,
                answers: .page(of: .named("UserOrganization"), "A page.")
                    .continued(by: "listUserOrganizations", ["ref": "$request.path.ref"]),
                refusals: [404: "`userDoesNotExist`"]),
            RouteDescription(
                .get, "users/{ref}/orgs/{orgref}", "getUserOrganization", "What a user is in an organization",
                answers: .json(200, .named("UserOrganization"), "The organization and the role."),
                refusals: [404: "\(missing), `orgMemberDoesNotExist`"]),
        ])
}
