import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing = "`userDoesNotExist`, `linkedAccountDoesNotExist`"
    private static let account = Schema.named("LinkedAccount")

    static let linkedAccounts = DescribedPart(
        schemas: [
            "LinkedAccount": .answer(
                [
                    "id": .id, "user_id": .id, "remote_source_id": .id, "remote_user_id": .text(),
                    "remote_user_name": .text(), "remote_user_avatar_url": .text(), "access_token_expires_at": .time,
                    "needs_login": .flag, "creation_time": .time, "update_time": .time, "revision": .revision,
                ], optional: ["access_token_expires_at"]),
            "NewLinkedAccount": .request(
                [
                    "remote_source_name": .sourceReference, "remote_user_id": line, "remote_user_name": line,
                    "remote_user_avatar_url": avatar, "credentials": .named("NewCredentials"),
                ], required: ["remote_source_name", "remote_user_id", "remote_user_name", "credentials"]),
            "LinkedAccountChange": .request([
                "remote_user_name": line, "remote_user_avatar_url": avatar, "credentials": .named("NewCredentials"),
                "needs_login": .flag,
                "if_revision": .integer(Int.min...Int.max).about("Refuses the change unless this is the stored one."),
            ]),
            "NewCredentials": .request(
                [
                    "access_token": .line(1...LinkedAccountRules.maxTokenBytes),
                    "refresh_token": .line(0...LinkedAccountRules.maxTokenBytes), "expires_at": .sentTime,
                    "revision": .integer(Int.min...Int.max).about("Not read."),
                ], required: ["access_token", "refresh_token", "revision"]),
            "Credentials": .answer(
                ["access_token": .text(), "refresh_token": .text(), "expires_at": .time, "revision": .revision],
                optional: ["expires_at"]),
            "RefreshLease": .request(
                ["holder": .line(1...64), "revision": .integer(Int.min...Int.max)], required: ["holder", "revision"]),
        ],
        routes: [
            RouteDescription(
                .get, "users/{ref}/linkedaccounts", "listLinkedAccounts", "A user's accounts at forges, by id",
                query: .paging,
                answers: .page(of: account, "A page.").continued(
                    by: "listLinkedAccounts", ["ref": "$request.path.ref"]),
                refusals: [404: "`userDoesNotExist`"]),
            RouteDescription(
                .post, "users/{ref}/linkedaccounts", "createLinkedAccount", "Links an account at a forge",
                body: .named("NewLinkedAccount"),
                answers: .json(201, account, "The new one.")
                    .linked(
                        ["ref": "$request.path.ref", "id": "$response.body#/id"], to: "getLinkedAccount",
                        "updateLinkedAccount", "deleteLinkedAccount", "getLinkedAccountCredentials"
                    )
                    .linked(
                        ["ref": "$request.path.ref", "id": "$response.body#/id"],
                        body: ["revision": "$response.body#/revision"], to: "acquireRefreshLease"),
                refusals: [
                    400: "`invalidLinkedAccount`", 404: "`userDoesNotExist`, `remoteSourceDoesNotExist`",
                    409: "`linkedAccountAlreadyExists`",
                ]),
            RouteDescription(
                .get, "users/{ref}/linkedaccounts/{id}", "getLinkedAccount", "One account",
                answers: .json(200, account, "The account.")
                    .linked(
                        ["ref": "$request.path.ref", "id": "$response.body#/id"],
                        body: ["revision": "$response.body#/revision"], to: "acquireRefreshLease"),
                refusals: [404: missing]),
            RouteDescription(
                .put, "users/{ref}/linkedaccounts/{id}", "updateLinkedAccount", "Changes what the body has",
                body: .named("LinkedAccountChange"),
                answers: .json(200, account, "The changed one."),
                refusals: [400: "`invalidLinkedAccount`", 404: missing]),
            RouteDescription(
                .delete, "users/{ref}/linkedaccounts/{id}", "deleteLinkedAccount", "Unlinks an account",
                answers: .empty("It is gone."), refusals: [404: missing]),
            RouteDescription(
                .get, "users/{ref}/linkedaccounts/{id}/credentials", "getLinkedAccountCredentials",
                "The account's tokens", answers: .json(200, .named("Credentials"), "The tokens."),
                refusals: [404: missing]),
            RouteDescription(
                .put, "users/{ref}/linkedaccounts/{id}/refreshlease", "acquireRefreshLease",
                "Lets one asker alone refresh the tokens, for half a minute", body: .named("RefreshLease"),
                answers: .json(200, account, "The account with the revision to name."),
                refusals: [400: "`invalidHolder`", 404: missing, 409: "`refreshInProgress`"]),
        ])

    private static let line = Schema.line(1...LinkedAccountRules.maxNameBytes)
    private static let avatar = Schema.line(0...LinkedAccountRules.maxURLBytes)
}

extension Schema {
    /// A time as it is sent.
    static var sentTime: Schema { .text(format: "date-time") }
}
