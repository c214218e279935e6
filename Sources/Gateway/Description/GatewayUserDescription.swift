import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`userDoesNotExist`"
    private static let linkedAccount = Schema.named("LinkedAccount")

    static let users = DescribedPart(
        schemas: [
            "User": .answer(user),
            "UserDetails": .answer(
                user.merging([
                    "tokens": .list(.text(), maxItems: 100), "linked_accounts": .list(linkedAccount, maxItems: 100),
                ]) { _, last in last }),
            "LinkedAccount": .answer([
                "id": .id, "remote_source_id": .id, "remote_user_id": .text(), "remote_user_name": .text(),
                "remote_user_avatar_url": .text(),
                "needs_login": .flag.about("Whether the forge wants the person to log in through it once more."),
            ]),
            "NewUser": .request(["username": .newName], required: ["username"]),
            "RemoteRepository": .answer(["id": .text(), "path": .text()]),
        ],
        routes: [
            RouteDescription(
                .get, "user", "getCurrentUser", "Who asks",
                answers: .json(200, .named("UserDetails"), "The user."), refusals: [403: "`noUser`"]),
            RouteDescription(
                .get, "user/remoterepos/{source}", "listRemoteRepositories",
                "What the user's account at a forge can see, in the forge's order", query: [.limit, .cursor],
                answers: .page(of: .named("RemoteRepository"), "A page."),
                refusals: [
                    400: "`notSupported`", 403: "`noUser`, `forgeForbidden`",
                    404: "`remoteSourceDoesNotExist`, `linkedAccountDoesNotExist`, `notFoundAtForge`",
                    409: "`linkedAccountNeedsLogin`", 502: forge, 503: "`forgeRateLimited`", 504: "`forgeTimedOut`",
                ]),
            RouteDescription(
                .get, "users", "listUsers", "Users, by name", query: .paging,
                answers: .page(of: .named("UserDetails"), "A page.")
                    .continued(by: "listUsers"),
                refusals: [403: "`forbidden`"]),
            RouteDescription(
                .post, "users", "createUser", "Adds a user", body: .named("NewUser"),
                answers: .json(201, .named("User"), "The new one.")
                    .linked(
                        ["ref": "$response.body#/id"], to: "getUser", "deleteUser", "listUserTokens", "createUserToken",
                        "listLinkedAccounts", "deleteSessions"),
                refusals: [400: "`invalidUserName`", 403: "`forbidden`", 409: "`userAlreadyExists`"]),
            RouteDescription(
                .get, "users/{ref}", "getUser", "One user",
                answers: .json(
                    200, .anyOf(Schema.named("User"), Schema.named("UserDetails")),
                    "The user; the user and administrators see the details."),
                refusals: [404: missing]),
            RouteDescription(
                .delete, "users/{ref}", "deleteUser", "Deletes a user with everything that is only theirs",
                query: [.cascade], answers: .empty("The user is gone."),
                refusals: [
                    403: "`forbidden`", 404: missing, 409: "`userInUse`, `lastOwner`, `linkedAccountInUse`",
                ]),
        ])

    static let userTokens = DescribedPart(
        schemas: [
            "NewUserToken": .request(["token_name": .tokenName], required: ["token_name"]),
            "UserToken": .answer(["token": .text().about("Shown this once.")]),
        ],
        routes: [
            RouteDescription(
                .get, "users/{ref}/tokens", "listUserTokens", "The names of a user's API tokens", query: .paging,
                answers: .page(of: .text(), "A page.").continued(by: "listUserTokens", ["ref": "$request.path.ref"]),
                refusals: [403: "`forbidden`", 404: missing]),
            RouteDescription(
                .post, "users/{ref}/tokens", "createUserToken", "Makes an API token", body: .named("NewUserToken"),
                answers: .json(201, .named("UserToken"), "The token.")
                    .linked(
                        ["ref": "$request.path.ref", "name": "$request.body#/token_name"], to: "deleteUserToken"),
                refusals: [
                    400: "`invalidUserTokenName`", 403: "`forbidden`", 404: missing,
                    409: "`userTokenAlreadyExists`, `tooManyUserTokens`",
                ]),
            RouteDescription(
                .delete, "users/{ref}/tokens/{name}", "deleteUserToken", "Takes an API token out of use",
                answers: .empty("It is gone."),
                refusals: [
                    403: "`forbidden`", 404: "\(missing), `userTokenDoesNotExist`",
                ]),
            RouteDescription(
                .get, "users/{ref}/linkedaccounts", "listLinkedAccounts", "A user's accounts at forges, by id",
                query: .paging,
                answers: .page(of: linkedAccount, "A page.").continued(
                    by: "listLinkedAccounts", ["ref": "$request.path.ref"]),
                refusals: [403: "`forbidden`", 404: missing]),
            RouteDescription(
                .delete, "users/{ref}/linkedaccounts/{id}", "deleteLinkedAccount", "Unlinks an account",
                answers: .empty("It is gone."),
                refusals: [
                    403: "`forbidden`", 404: "\(missing), `linkedAccountDoesNotExist`",
                ]),
            RouteDescription(
                .delete, "users/{ref}/sessions", "deleteSessions", "Logs a user out everywhere",
                answers: .empty("They are gone."),
                refusals: [403: "`forbidden`", 404: missing]),
        ])

    static let forge =
        "`forgeUnavailable`, `forgeBadAnswer`, `forgeRefused`, `forgeAddressRefused`, `driverFailed`"

    private static let user: [String: Schema] = ["id": .id, "username": .newName]
}
