import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`remoteSourceDoesNotExist`"
    private static let invalid =
        "`invalidRemoteSource…`, `invalidOauth2ClientID`, `invalidOauth2ClientSecret`, `invalidSSHHostKey`"
    private static let id = ["ref": "$response.body#/id"]

    static let remoteSources = DescribedPart(
        schemas: [
            "RemoteSource": .answer(source),
            "RemoteSourceDetails": .answer(source.merging(details) { _, last in last }),
            "NewRemoteSource": .request(fields, required: ["name", "apiurl", "type", "auth_type"])
                .with("if", ["properties": ["auth_type": ["const": "oauth2"]], "required": ["auth_type"]])
                .with(
                    "then",
                    [
                        "required": ["oauth_2_client_id", "oauth_2_client_secret"],
                        "properties": [
                            "oauth_2_client_id": ["type": "string", "minLength": 1],
                            "oauth_2_client_secret": ["type": "string", "minLength": 1],
                        ],
                    ]),
            "RemoteSourceChange": .request(fields),
            "SecretCheckRequest": .request(["oauth_2_client_secret": .text()], required: ["oauth_2_client_secret"]),
            "SecretCheck": .answer(["matches": .flag]),
        ],
        routes: [
            RouteDescription(
                .get, "remotesources", "listRemoteSources", "Remote sources, by name", access: .anybody,
                query: .paging + [ParameterDescription("details", .flag, "Everything; for administrators.")],
                answers: .page(
                    of: .anyOf(Schema.named("RemoteSource"), Schema.named("RemoteSourceDetails")),
                    "A page."
                ).continued(by: "listRemoteSources"),
                refusals: [403: "`forbidden`"]),
            RouteDescription(
                .post, "remotesources", "createRemoteSource", "Adds a remote source", body: .named("NewRemoteSource"),
                answers: .json(201, .named("RemoteSource"), "The new one.")
                    .linked(
                        id, to: "getRemoteSource", "getRemoteSourceDetails", "updateRemoteSource",
                        "deleteRemoteSource", "checkRemoteSourceSecret"
                    ).linked(
                        body: ["remote_source_name": "$response.body#/name"], to: "register", "login", "authorize",
                        "createLinkedAccount"),
                refusals: [400: invalid, 403: "`forbidden`", 409: "`remoteSourceAlreadyExists`"]),
            RouteDescription(
                .get, "remotesources/{ref}", "getRemoteSource", "One remote source",
                answers: .json(200, .named("RemoteSource"), "The remote source."), refusals: [404: missing]),
            RouteDescription(
                .get, "remotesources/{ref}/details", "getRemoteSourceDetails", "Everything but the secret",
                answers: .json(200, .named("RemoteSourceDetails"), "The remote source."),
                refusals: [403: "`forbidden`", 404: missing]),
            RouteDescription(
                .put, "remotesources/{ref}", "updateRemoteSource", "Changes what the body has",
                body: .named("RemoteSourceChange"),
                answers: .json(201, .named("RemoteSource"), "The changed one.")
                    .linked(id, to: "getRemoteSource", "deleteRemoteSource"),
                refusals: [
                    400: invalid, 403: "`forbidden`", 404: missing,
                    409: "`remoteSourceAlreadyExists`, `remoteSourceInUse`",
                ]),
            RouteDescription(
                .delete, "remotesources/{ref}", "deleteRemoteSource", "Deletes a remote source that nobody uses",
                answers: .empty("It is gone."),
                refusals: [403: "`forbidden`", 404: missing, 409: "`remoteSourceInUse`"]),
            RouteDescription(
                .post, "remotesources/{ref}/secretcheck", "checkRemoteSourceSecret",
                "Whether a secret is the stored one", body: .named("SecretCheckRequest"),
                answers: .json(200, .named("SecretCheck"), "Whether it is."),
                refusals: [403: "`forbidden`", 404: missing]),
        ])

    private static let source: [String: Schema] = [
        "id": .id, "name": .newName, "auth_type": .word("password", "oauth2", "token"), "registration_enabled": .flag,
        "login_enabled": .flag,
    ]

    private static let details: [String: Schema] = [
        "apiurl": .text(), "type": .text(), "oauth_2_client_id": .text(),
        "oauth_2_client_secret_fingerprint": .text().about("Changes when the secret does; empty without one."),
        "skip_verify": .flag, "ssh_host_key": .text(), "skip_ssh_host_key_check": .flag,
    ]

    private static let fields: [String: Schema] = [
        "name": .newName, "apiurl": .forgeURL, "type": .driverType, "auth_type": .word("password", "oauth2", "token"),
        "oauth_2_client_id": .line(0...255).about("For `oauth2`."),
        "oauth_2_client_secret": .line(0...4096).about("For `oauth2`; never answered."),
        "skip_verify": .flag, "ssh_host_key": .sshHostKey, "skip_ssh_host_key_check": .flag,
        "registration_enabled": .flag, "login_enabled": .flag,
    ]
}
