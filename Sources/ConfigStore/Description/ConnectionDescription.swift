import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing = "`organizationDoesNotExist`, `connectionDoesNotExist`"
    private static let invalid = "`invalidConnection`, `invalidConnectionName`"
    private static let connection = Schema.named("Connection")

    static let connections = DescribedPart(
        schemas: [
            "Connection": .answer(
                [
                    "id": .id, "name": .newName, "organization_id": .id, "remote_source_id": .id,
                    "type": .word("token", "app"), "app_id": .text(), "installation_account": .text(),
                    "remote_user_id": .text(), "remote_user_name": .text(),
                    "secret_fingerprint": .text().about("Changes when the token or the key does."),
                    "expires_at": .time, "needs_token": .flag, "creation_time": .time, "update_time": .time,
                    "revision": .revision,
                ], optional: ["expires_at"]),
            "NewConnection": .anyOf(
                .request(
                    remote.merging([
                        "name": .newName, "remote_source_name": .sourceReference, "type": .word("token"),
                        "access_token": token, "app_id": .unused, "installation_account": .unused,
                        "app_private_key": .unused, "expires_at": .sentTime,
                    ]) { _, last in last },
                    required: [
                        "name", "remote_source_name", "type", "access_token", "remote_user_id", "remote_user_name",
                    ]),
                .request(
                    remote.merging([
                        "name": .newName, "remote_source_name": .appSourceReference, "type": .word("app"),
                        "app_id": line, "installation_account": line, "app_private_key": .privateKey,
                        "access_token": .unused, "expires_at": .sentTime,
                    ]) { _, last in last },
                    required: [
                        "name", "remote_source_name", "type", "app_id", "installation_account", "app_private_key",
                        "remote_user_id", "remote_user_name",
                    ])),
            "ConnectionChange": .request(
                remote.merging([
                    "name": .newName, "access_token": token, "expires_at": .sentTime, "needs_token": .flag,
                    "if_revision": .integer(Int.min...Int.max).about(
                        "Refuses the change unless this is the stored one."),
                    "app_id": line.about("For `app`, as the next two."), "installation_account": line,
                    "app_private_key": .privateKey,
                ]) { _, last in last }),
            "ConnectionSecret": .request(["secret": .text()], required: ["secret"]),
            "ConnectionCredentials": .answer([
                "access_token": .text(), "app_private_key": .text(), "revision": .revision,
            ]),
        ],
        routes: [
            RouteDescription(
                .get, "orgs/{ref}/connections", "listConnections", "An organization's connections, by name",
                query: .paging,
                answers: .page(of: connection, "A page.")
                    .continued(by: "listConnections", ["ref": "$request.path.ref"]),
                refusals: [404: "`organizationDoesNotExist`"]),
            RouteDescription(
                .post, "orgs/{ref}/connections", "createConnection", "Adds a connection to an organization",
                body: .named("NewConnection"),
                answers: .json(201, connection, "The new one.")
                    .linked(
                        ["ref": "$request.path.ref", "name": "$response.body#/id"], to: "getConnection",
                        "updateConnection", "deleteConnection", "getConnectionCredentials", "checkConnectionSecret"),
                refusals: [
                    400: invalid, 404: "`organizationDoesNotExist`, `remoteSourceDoesNotExist`",
                    409: "`connectionAlreadyExists`, `tooManyConnections`",
                ]),
            RouteDescription(
                .get, "orgs/{ref}/connections/{name}", "getConnection", "One connection",
                answers: .json(200, connection, "The connection."), refusals: [404: missing]),
            RouteDescription(
                .put, "orgs/{ref}/connections/{name}", "updateConnection", "Changes what the body has",
                body: .named("ConnectionChange"), answers: .json(200, connection, "The changed one."),
                refusals: [400: invalid, 404: missing, 409: "`connectionAlreadyExists`"]),
            RouteDescription(
                .delete, "orgs/{ref}/connections/{name}", "deleteConnection",
                "Deletes a connection that no project uses", answers: .empty("It is gone."),
                refusals: [404: missing, 409: "`connectionInUse`"]),
            RouteDescription(
                .get, "orgs/{ref}/connections/{name}/credentials", "getConnectionCredentials",
                "The connection's token or key", answers: .json(200, .named("ConnectionCredentials"), "The secret."),
                refusals: [404: missing]),
            RouteDescription(
                .post, "orgs/{ref}/connections/{name}/secretcheck", "checkConnectionSecret",
                "Whether a token or key is the stored one", body: .named("ConnectionSecret"),
                answers: .json(200, .named("SecretCheck"), "Whether it is."), refusals: [404: missing]),
        ])

    private static let line = Schema.line(1...ConnectionRules.maxTextBytes)
    private static let token = Schema.line(1...ConnectionRules.maxTokenBytes)
    private static let remote: [String: Schema] = ["remote_user_id": line, "remote_user_name": line]
}
