import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`organizationDoesNotExist`, `userDoesNotExist`, `invitationDoesNotExist`"
    private static let forbidden = "`forbidden`"
    private static let invitation = Schema.named("OrganizationInvitation")

    static let organizationInvitations = DescribedPart(
        schemas: [
            "OrganizationInvitation": .answer([
                "id": .id, "user_ref": .id, "username": .newName, "organization_id": .id,
                "organization_name": .newName, "role": .role,
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
                refusals: [403: forbidden, 404: "`organizationDoesNotExist`"]),
            RouteDescription(
                .post, "orgs/{ref}/invitations", "createOrganizationInvitation", "Invites a user",
                body: .named("NewOrganizationInvitation"),
                answers: .json(201, invitation, "The invitation.")
                    .linked(
                        ["ref": "$request.path.ref", "userref": "$response.body#/user_ref"],
                        to: "getOrganizationInvitation", "deleteOrganizationInvitation"
                    )
                    .linked(["orgref": "$response.body#/organization_id"], to: "answerInvitation"),
                refusals: [
                    400: "`invalidRole`", 403: forbidden, 404: "`organizationDoesNotExist`, `userDoesNotExist`",
                    409: "`orgMemberAlreadyExists`, `invitationAlreadyExists`",
                ]),
            RouteDescription(
                .get, "orgs/{ref}/invitations/{userref}", "getOrganizationInvitation", "One invitation",
                answers: .json(200, invitation, "The invitation."), refusals: [403: forbidden, 404: missing]),
            RouteDescription(
                .delete, "orgs/{ref}/invitations/{userref}", "deleteOrganizationInvitation",
                "Takes an invitation back", answers: .empty("It is gone."),
                refusals: [403: forbidden, 404: missing]),
            RouteDescription(
                .get, "user/org_invitations", "listOwnInvitations",
                "The invitations of the user who asks, by organization id", query: .paging,
                answers: .page(of: invitation, "A page.").continued(by: "listOwnInvitations"),
                refusals: [403: "`noUser`"]),
            RouteDescription(
                .put, "user/org_invitations/{orgref}/actions", "answerInvitation", "Accepts or rejects an invitation",
                body: .named("InvitationAction"), answers: .empty("The user is a member, or stays out."),
                refusals: [400: "`invalidActionType`", 403: "`noUser`", 404: "`invitationDoesNotExist`"]),
        ])
}
