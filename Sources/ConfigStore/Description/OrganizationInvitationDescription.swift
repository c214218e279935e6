import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing = "`organizationDoesNotExist`, `userDoesNotExist`, `invitationDoesNotExist`"
    private static let invitation = Schema.named("OrganizationInvitation")

    static let organizationInvitations = DescribedPart(
        schemas: [
            "OrganizationInvitation": .answer([
                "id": .id, "user": .named("User"), "organization": .named("Organization"), "role": .role,
                "creation_time": .time, "revision": .revision,
            ]),
            "NewOrganizationInvitation": .request(
                ["user_ref": .userReference, "role": .role], required: ["user_ref", "role"]),
            "InvitationAction": .request(["action_type": .word("accept", "reject")], required: ["action_type"]),
        ],
        routes: [
            RouteDescription(
                .get, "orgs/{ref}/invitations", "listOrganizationInvitations", "Who is invited, by id",
                query: .paging,
                answers: .page(of: invitation, "A page.")
                    .continued(by: "listOrganizationInvitations", ["ref": "$request.path.ref"]),
                refusals: [404: "`organizationDoesNotExist`"]),
            RouteDescription(
                .post, "orgs/{ref}/invitations", "createOrganizationInvitation", "Invites a user",
                body: .named("NewOrganizationInvitation"),
                answers: .json(201, invitation, "The invitation.")
                    .linked(
                        ["ref": "$request.path.ref", "userref": "$response.body#/user/id"],
                        to: "getOrganizationInvitation", "deleteOrganizationInvitation", "answerOrganizationInvitation"),
                refusals: [
                    400: "`invalidRole`", 404: "`organizationDoesNotExist`, `userDoesNotExist`",
                    409: "`orgMemberAlreadyExists`, `invitationAlreadyExists`",
                ]),
            RouteDescription(
                .get, "orgs/{ref}/invitations/{userref}", "getOrganizationInvitation", "One invitation",
                answers: .json(200, invitation, "The invitation."), refusals: [404: missing]),
            RouteDescription(
                .delete, "orgs/{ref}/invitations/{userref}", "deleteOrganizationInvitation",
                "Takes an invitation back", answers: .empty("It is gone."), refusals: [404: missing]),
            RouteDescription(
                .put, "orgs/{ref}/invitations/{userref}/actions", "answerOrganizationInvitation",
                "Accepts or rejects an invitation, for the invited user", body: .named("InvitationAction"),
                answers: .empty("The user is a member, or stays out."),
                refusals: [400: "`invalidActionType`", 404: missing]),
            RouteDescription(
                .get, "users/{ref}/org_invitations", "listUserInvitations", "A user's invitations, by organization id",
                query: .paging,
                answers: .page(of: invitation, "A page.")
                    .continued(by: "listUserInvitations", ["ref": "$request.path.ref"]),
                refusals: [404: "`userDoesNotExist`"]),
        ])
}
