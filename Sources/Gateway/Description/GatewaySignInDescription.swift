import HTTPTypes
import ServiceKit

extension GatewayDescription {
    static let signIn = DescribedPart(
        schemas: [
            "SignIn": .answer(
                [
                    "oauth2_redirect": .text().about("Where the person goes; empty when the answer is final."),
                    "flow_secret": .text().about("For the Sallyport-Flow header of auth/oauth2/callback."),
                    "token": .text().about("The session of a login."),
                    "user": .named("User"), "linked_account": .named("LinkedAccount"),
                    "remote_user_info": .answer(["ID": .text(), "LoginName": .text(), "Email": .text()]),
                    "remote_source_name": .text(),
                ],
                optional: [
                    "flow_secret", "token", "user", "linked_account", "remote_user_info", "remote_source_name",
                ]),
            "Callback": .answer([
                "request_type": .word("registeruser", "loginuser", "authorize", "createuserla"),
                "response": .named("SignIn"),
            ]),
            "Register": .request(
                linking.merging(["username": .newName]) { _, last in last },
                required: ["username", "remote_source_name"]),
            "Link": .request(linking, required: ["remote_source_name"]),
            "Login": .request(
                [
                    "remote_source_name": .sourceReference, "login_name": .forgeLogin, "password": .forgePassword,
                    "one_time_password": .text(), "loopback_port": port,
                ], required: ["remote_source_name"]),
        ],
        routes: [
            start("auth/register", "register", "Makes a user from an account at a forge", "Register"),
            start("auth/login", "login", "Starts a session through a forge", "Login"),
            start("auth/authorize", "authorize", "Proves who somebody is at a forge, and no more", "Login"),
            start(
                "users/{ref}/linkedaccounts", "createLinkedAccount", "Links an account to the user who asks", "Link",
                access: .login,
                answers: answer.linked(
                    ["ref": "$request.path.ref", "id": "$response.body#/linked_account/id"], to: "deleteLinkedAccount")),
            RouteDescription(
                .get, "auth/oauth2/callback", "finishOAuth2", "Finishes a flow with what the forge sent back",
                access: .anybody, query: callback,
                headers: [
                    ParameterDescription("Sallyport-Flow", .text(), "The flow's `flow_secret`, without a cookie.")
                ],
                answers: .json(200, .named("Callback"), "What came of it."), refusals: callbackRefusals),
            RouteDescription(
                .get, "/oauth2/callback", "showOAuth2", "Where forges send browsers back to", access: .anybody,
                query: callback, answers: .html(200, "What came of it, for a person."), refusals: callbackRefusals),
            RouteDescription(
                .post, "auth/logout", "logout", "Ends the session that asks", answers: .empty("It is over."),
                refusals: [
                    400: "`noSession`", 403: "`noUser`", 404: "`sessionDoesNotExist`",
                ]),
        ])

    private static func start(
        _ path: String, _ name: String, _ summary: String, _ body: String, access: RouteDescription.Access = .anybody,
        answers: AnswerDescription = answer
    ) -> RouteDescription {
        RouteDescription(
            .post, path, name, summary, access: access, body: .named(body),
            answers: answers,
            refusals: [
                400: "`missingRemoteSource`, `missingCredentials`, `invalidUserName`, `notSupported`",
                401: "`invalidCredentials`",
                403: "`forbidden`, `noUser`, `registrationDisabled`, `loginDisabled`, `forgeForbidden`",
                404: "`remoteSourceDoesNotExist`, `linkedAccountDoesNotExist`, `userDoesNotExist`, `notFoundAtForge`",
                409: "`userAlreadyExists`, `linkedAccountAlreadyExists`, `conflictAtForge`",
                429: "`tooManyLogins`", 502: forge, 503: "`forgeRateLimited`, `driverMissing`", 504: "`forgeTimedOut`",
            ])
    }

    private static let answer = AnswerDescription.json(201, .named("SignIn"), "Done, or where the person goes on.")

    private static let callback = [
        ParameterDescription("code", .text(0...2048), "The forge's code."),
        ParameterDescription("state", .text(0...4096), "The flow's state, once, within ten minutes."),
        ParameterDescription("error", .text(), "What the forge says when it did not let it happen."),
    ]

    private static let callbackRefusals = [
        400: "`refusedAtForge`, `invalidState`", 401: "`codeRefused`", 403: "`flowMismatch`, `forgeForbidden`",
        404: "`remoteSourceDoesNotExist`, `linkedAccountDoesNotExist`, `notFoundAtForge`",
        409: "`stateAlreadyUsed`, `userAlreadyExists`, `linkedAccountAlreadyExists`", 502: forge,
        503: "`forgeRateLimited`", 504: "`forgeTimedOut`",
    ]

    private static let port = Schema.integer(1024...65535)
        .about("Where a program on the person's own machine waits for what the forge sends back.")

    private static let linking: [String: Schema] = [
        "remote_source_name": .sourceReference, "remote_source_login_name": .forgeLogin,
        "remote_source_login_password": .forgePassword, "one_time_password": .text(), "loopback_port": port,
    ]
}

extension Schema {
    fileprivate static var forgeLogin: Schema { .text(format: "forge-login").about("The name at the forge.") }
    fileprivate static var forgePassword: Schema { .text(format: "forge-password").about("The password there.") }
}
