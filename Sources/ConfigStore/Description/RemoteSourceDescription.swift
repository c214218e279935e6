import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing = "`remoteSourceDoesNotExist`"
    private static let invalid =
        "`invalidRemoteSource…`, `invalidOauth2ClientID`, `invalidOauth2ClientSecret`, `invalidSSHHostKey`"
    private static let source = Schema.named("RemoteSource")

    static let remoteSources = DescribedPart(
        schemas: [
            "RemoteSource": .answer([
                "id": .id, "name": .newName, "apiurl": .text(), "type": .text(),
                "auth_type": .word("password", "oauth2", "token"), "client_id": .text(),
                "client_secret_fingerprint": .text().about("Changes when the secret does; empty without one."),
                "skip_verify": .flag, "ssh_host_key": .text(), "skip_ssh_host_key_check": .flag,
                "registration_enabled": .flag, "login_enabled": .flag, "creation_time": .time, "update_time": .time,
                "revision": .revision,
            ]),
            "NewRemoteSource": .request(fields, required: ["name", "apiurl", "type", "auth_type"])
                .with("if", ["properties": ["auth_type": ["const": "oauth2"]], "required": ["auth_type"]])
                .with(
                    "then",
                    [
                        "required": ["client_id", "client_secret"],
                        "properties": [
                            "client_id": ["type": "string", "minLength": 1],
                            "client_secret": ["type": "string", "minLength": 1],
                        ],
                    ]),
            "RemoteSourceChange": .request(fields),
            "RemoteSourceCredentials": .answer(["client_secret": .text()]),
            "SecretCheckRequest": .request(["client_secret": .text()], required: ["client_secret"]),
            "SecretCheck": .answer(["matches": .flag]),
        ],
        routes: [
            RouteDescription(
                .get, "remotesources", "listRemoteSources", "Remote sources, by name",
                query: .paging,
                answers: .page(of: source, "A page.")
                    .continued(by: "listRemoteSources")),
            RouteDescription(
                .post, "remotesources", "createRemoteSource", "Adds a remote source", body: .named("NewRemoteSource"),
                answers: .json(201, source, "The new one.")
                    .linked(
                        ["ref": "$response.body#/id"], to: "getRemoteSource", "updateRemoteSource",
                        "deleteRemoteSource", "getRemoteSourceCredentials", "checkRemoteSourceSecret"
                    ).linked(body: ["remote_source_name": "$response.body#/name"], to: "createLinkedAccount"),
                refusals: [400: invalid, 409: "`remoteSourceAlreadyExists`"]),
            RouteDescription(
                .get, "remotesources/{ref}", "getRemoteSource", "One remote source",
                answers: .json(200, source, "The remote source."), refusals: [404: missing]),
            RouteDescription(
                .put, "remotesources/{ref}", "updateRemoteSource", "Changes what the body has",
                body: .named("RemoteSourceChange"),
                answers: .json(201, source, "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getRemoteSource", "deleteRemoteSource"),
                refusals: [400: invalid, 404: missing, 409: "`remoteSourceAlreadyExists`, `remoteSourceInUse`"]),
            RouteDescription(
                .delete, "remotesources/{ref}", "deleteRemoteSource", "Deletes a remote source that nobody uses",
                answers: .empty("It is gone."), refusals: [404: missing, 409: "`remoteSourceInUse`"]),
            RouteDescription(
                .get, "remotesources/{ref}/credentials", "getRemoteSourceCredentials", "The client secret",
                answers: .json(200, .named("RemoteSourceCredentials"), "The secret; empty when there is none."),
                refusals: [404: missing]),
            RouteDescription(
                .post, "remotesources/{ref}/secretcheck", "checkRemoteSourceSecret",
                "Whether a secret is the stored one", body: .named("SecretCheckRequest"),
                answers: .json(200, .named("SecretCheck"), "Whether it is."), refusals: [404: missing]),
        ])

    private static let fields: [String: Schema] = [
        "name": .newName, "apiurl": .forgeURL, "type": .driverType, "auth_type": .word("password", "oauth2", "token"),
        "client_id": .line(0...RemoteSourceRules.maxClientIDBytes).about("For `oauth2`."),
        "client_secret": .line(0...RemoteSourceRules.maxClientSecretBytes).about("For `oauth2`."),
        "skip_verify": .flag, "ssh_host_key": .sshHostKey, "skip_ssh_host_key_check": .flag,
        "registration_enabled": .flag, "login_enabled": .flag,
    ]
}
