import ConfigStoreAPI
import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing = "`userDoesNotExist`"
    private static let details = Schema.named("UserDetails")

    static let users = DescribedPart(
        schemas: [
            "User": .answer([
                "id": .id, "name": .newName,
                "admin": .flag.about("Whether the user may do what the admin token may."), "creation_time": .time,
                "update_time": .time, "revision": .revision,
            ]),
            "UserDetails": .answer([
                "user": .named("User"), "token_names": .list(.text(), maxItems: UserTokens.maxPerUser),
                "linked_accounts": .list(.named("LinkedAccount"), maxItems: LinkedAccounts.maxPerUser),
            ]),
            "NewUser": .request(
                ["user_name": .newName, "create_user_la_request": .named("NewLinkedAccount")], required: ["user_name"]),
            "UserChange": .request(["user_name": .newName, "admin": .flag]),
        ],
        routes: [
            RouteDescription(
                .get, "users", "listUsers", "Users, by name; or the one with an account at a forge",
                query: .paging + [
                    ParameterDescription("details", .flag, "Answer UserDetails."),
                    ParameterDescription(
                        "query_type", .word("byremoteuser"), "Needs remoteuserid and remotesourceref too."),
                    ParameterDescription("remoteuserid", .text(), "The user's id at the forge."),
                    ParameterDescription("remotesourceref", .sourceReference, "A remote source's name or id."),
                ],
                answers: .page(
                    of: .anyOf(Schema.named("User"), details), "A page."
                ).continued(by: "listUsers"),
                refusals: [
                    404: "`remoteSourceDoesNotExist`, `linkedAccountDoesNotExist`"
                ]),
            RouteDescription(
                .post, "users", "createUser", "Adds a user, in one step with a first linked account",
                body: .named("NewUser"),
                answers: .json(201, details, "The new one.")
                    .linked(
                        ["ref": "$response.body#/user/id"], to: "getUser", "updateUser", "deleteUser",
                        "getUserDetails", "createUserToken", "listUserTokens", "createLinkedAccount",
                        "listLinkedAccounts", "createSession", "deleteSessions"),
                refusals: [
                    400: "`invalidUserName`, `invalidLinkedAccount`", 404: "`remoteSourceDoesNotExist`",
                    409: "`userAlreadyExists`, `linkedAccountAlreadyExists`",
                ]),
            RouteDescription(
                .get, "users/{ref}", "getUser", "One user", answers: .json(200, .named("User"), "The user."),
                refusals: [404: missing]),
            RouteDescription(
                .put, "users/{ref}", "updateUser", "Changes what the body has", body: .named("UserChange"),
                answers: .json(201, .named("User"), "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getUser", "deleteUser"),
                refusals: [400: "`invalidUserName`", 404: missing, 409: "`userAlreadyExists`"]),
            RouteDescription(
                .delete, "users/{ref}", "deleteUser", "Deletes a user with everything that is only theirs",
                query: [.cascade], answers: .empty("The user is gone."),
                refusals: [404: missing, 409: "`userInUse`, `lastOwner`, `linkedAccountInUse`"]),
            RouteDescription(
                .get, "users/{ref}/details", "getUserDetails", "One user with tokens and linked accounts",
                answers: .json(200, details, "The user."), refusals: [404: missing]),
        ])

    static let userTokens = DescribedPart(
        schemas: [
            "UserToken": .answer(["id": .id, "name": .tokenName, "user_id": .id, "creation_time": .time]),
            "NewUserToken": .request(["token_name": .tokenName], required: ["token_name"]),
            "CreatedUserToken": .answer(["name": .tokenName, "token": .text().about("Shown this once.")]),
        ],
        routes: [
            RouteDescription(
                .get, "users/{ref}/tokens", "listUserTokens", "A user's API tokens, by name", query: .paging,
                answers: .page(of: .named("UserToken"), "A page.").continued(
                    by: "listUserTokens", ["ref": "$request.path.ref"]),
                refusals: [404: missing]),
            RouteDescription(
                .post, "users/{ref}/tokens", "createUserToken", "Makes an API token", body: .named("NewUserToken"),
                answers: .json(201, .named("CreatedUserToken"), "The token.")
                    .linked(["ref": "$request.path.ref", "name": "$response.body#/name"], to: "deleteUserToken")
                    .linked([Credential.headerName: "token {$response.body#/token}"], to: "authenticate"),
                refusals: [
                    400: "`invalidUserTokenName`", 404: missing, 409: "`userTokenAlreadyExists`, `tooManyUserTokens`",
                ]),
            RouteDescription(
                .delete, "users/{ref}/tokens/{name}", "deleteUserToken", "Takes an API token out of use",
                answers: .empty("It is gone."), refusals: [404: "\(missing), `userTokenDoesNotExist`"]),
        ])
}
