import ConfigStoreAPI
import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    static let authentication = DescribedPart(
        schemas: [
            "SessionToEnd": .request(["session_id": .text()], required: ["session_id"]),
            "NewSession": .request(
                ["lifetime_seconds": .integer(Sessions.lifetimeSeconds)], required: ["lifetime_seconds"]),
            "Session": .answer(["id": .text(), "user_id": .id, "expires_at": .time]),
            "OAuth2State": .request(
                [
                    "id": .text(16...64, pattern: "^[A-Za-z0-9_-]+$"),
                    "expires_at": .text(format: "date-time-soon").about("RFC 3339; within the next hour."),
                ],
                required: ["id", "expires_at"]),
            "Nothing": .answer([:]),
        ],
        routes: [
            RouteDescription(
                .get, "authentication", "authenticate", "Whose token or session it is",
                headers: [
                    ParameterDescription(
                        Credential.headerName, .text(7...264, pattern: "^(token|session) [!-~]+$"),
                        "`token` and a user's token, or `session` and a session's id.", isRequired: true)
                ],
                answers: .json(200, .named("UserDetails"), "The user."),
                refusals: [400: "`invalidCredential`"]),
            RouteDescription(
                .post, "users/{ref}/sessions", "createSession", "Starts a session", body: .named("NewSession"),
                answers: .json(201, .named("Session"), "The session; its id is shown this once.")
                    .linked(
                        ["ref": "$request.path.ref"], body: ["session_id": "$response.body#/id"], to: "revokeSession"
                    )
                    .linked([Credential.headerName: "session {$response.body#/id}"], to: "authenticate"),
                refusals: [400: "`invalidLifetime`", 404: "`userDoesNotExist`"]),
            RouteDescription(
                .delete, "users/{ref}/sessions", "deleteSessions", "Ends all sessions of a user",
                answers: .empty("They are over."), refusals: [404: "`userDoesNotExist`"]),
            RouteDescription(
                .post, "users/{ref}/sessions/revoke", "revokeSession", "Ends one session, by the `session_id`",
                body: .named("SessionToEnd"), answers: .empty("It is over."),
                refusals: [404: "`userDoesNotExist`, `sessionDoesNotExist`"]),
            RouteDescription(
                .post, "oauth2states", "consumeOAuth2State", "Takes an OAuth2 state out of use",
                body: .named("OAuth2State"), answers: .json(201, .named("Nothing"), "It was not used before."),
                refusals: [400: "`invalidState`", 409: "`stateAlreadyUsed`"]),
        ])
}
