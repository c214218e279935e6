import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`organizationDoesNotExist`, `connectionDoesNotExist`"
    private static let invalid = "`invalidConnection`, `invalidConnectionName`, `connectionRefused`"
    private static let forbidden = "`forbidden`"
    private static let connection = Schema.named("Connection")
    private static let atForge = [502: forge, 503: "`forgeRateLimited`, `driverMissing`", 504: "`forgeTimedOut`"]

    static let connections = DescribedPart(
        schemas: [
            "Connection": .answer(
                [
                    "id": .id, "name": .newName, "organization_id": .id, "remote_source_id": .id,
                    "type": .word("token", "app"), "app_id": .text(), "installation_account": .text(),
                    "remote_user_id": .text(), "remote_user_name": .text(),
                    "secret_fingerprint": .text().about("Changes when the token or the key does."),
                    "expires_at": .time, "needs_token": .flag, "creation_time": .time, "update_time": .time,
                ], optional: ["expires_at"]),
            "NewConnection": .anyOf(
                .request(
                    [
                        "name": .newName, "remote_source_name": .sourceReference, "type": .word("token"),
                        "access_token": .accessToken, "expires_at": .time, "app_id": .unused,
                        "installation_account": .unused, "app_private_key": .unused,
                    ], required: ["name", "remote_source_name", "type", "access_token"]),
                .request(
                    [
                        "name": .newName, "remote_source_name": .appSourceReference, "type": .word("app"),
                        "app_id": .line(1...255), "installation_account": .line(1...255),
                        "app_private_key": .privateKey, "expires_at": .time, "access_token": .unused,
                    ],
                    required: [
                        "name", "remote_source_name", "type", "app_id", "installation_account", "app_private_key",
                    ])),
            "ConnectionSecret": .request(["secret": .text()], required: ["secret"]),
            "ConnectionChange": .request([
                "name": .newName, "access_token": .accessToken, "expires_at": .time,
                "app_id": .line(1...255).about("For `app`, as the next two."),
                "installation_account": .line(1...255), "app_private_key": .privateKey,
            ]),
        ],
        routes: [
            RouteDescription(
                .get, "orgs/{ref}/connections", "listConnections", "An organization's connections, by name",
                query: .paging,
                answers: .page(of: connection, "A page.")
                    .continued(by: "listConnections", ["ref": "$request.path.ref"]),
                refusals: [403: forbidden, 404: "`organizationDoesNotExist`"]),
            RouteDescription(
                .post, "orgs/{ref}/connections", "createConnection",
                "Adds a connection, which has proven itself to the forge", body: .named("NewConnection"),
                answers: .json(201, connection, "The new one.")
                    .linked(
                        ["ref": "$request.path.ref", "name": "$response.body#/id"], to: "getConnection",
                        "updateConnection", "deleteConnection", "checkConnectionSecret"),
                refusals: atForge.merging([
                    400: invalid, 403: forbidden, 404: "`organizationDoesNotExist`, `remoteSourceDoesNotExist`",
                    409: "`connectionAlreadyExists`, `tooManyConnections`",
                ]) { _, last in last }),
            RouteDescription(
                .get, "orgs/{ref}/connections/{name}", "getConnection", "One connection",
                answers: .json(200, connection, "The connection."), refusals: [403: forbidden, 404: missing]),
            RouteDescription(
                .put, "orgs/{ref}/connections/{name}", "updateConnection",
                "Changes what the body has; a new token or key proves itself to the forge first",
                body: .named("ConnectionChange"), answers: .json(200, connection, "The changed one."),
                refusals: atForge.merging([
                    400: invalid, 403: forbidden, 404: missing, 409: "`connectionAlreadyExists`",
                ]) { _, last in last }),
            RouteDescription(
                .delete, "orgs/{ref}/connections/{name}", "deleteConnection",
                "Deletes a connection that no project uses", answers: .empty("It is gone."),
                refusals: [403: forbidden, 404: missing, 409: "`connectionInUse`"]),
            RouteDescription(
                .post, "orgs/{ref}/connections/{name}/secretcheck", "checkConnectionSecret",
                "Whether a token or key is the stored one", body: .named("ConnectionSecret"),
                answers: .json(200, .named("SecretCheck"), "Whether it is."),
                refusals: [403: forbidden, 404: missing]),
        ])
}

extension Schema {
    /// Whose it is, the forge is asked.
    static var accessToken: Schema { .line(1...16_384).with("format", "access-token").about("Never answered.") }
}
