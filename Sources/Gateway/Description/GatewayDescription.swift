import HTTPTypes
import NIOCore
import ServiceKit
import Validation

/// What the gateway's routes take and answer: served at `openapi.json`.
enum GatewayDescription {
    static let api = APIDescription(
        title: "Sallyport gateway",
        summary: """
            The outer door. References in paths are a name or an id. Every refusal has the same body; its codes are in \
            docs/http-api.md. A change with a session cookie needs the gateway's own Origin. Unknown fields of bodies \
            are ignored.
            """,
        securitySchemes: [
            "token": [
                "type": "apiKey", "in": "header", "name": "Authorization",
                "description": "`token T`: the admin token, a user's API token, or a session from `auth/login`.",
            ],
            "bearer": ["type": "http", "scheme": "bearer", "description": "The same as `Bearer T`."],
            "session": [
                "type": "apiKey", "in": "cookie", "name": "session",
                "description": "Set by `auth/login`; its name is `__Host-session` when the web URL is HTTPS.",
            ],
        ],
        pathParameters: [
            "source": ParameterDescription("source", .sourceReference, "A remote source's name or id."),
            "id": ParameterDescription("id", .accountReference, "A linked account's id."),
            "name": ParameterDescription("name", .tokenReference, "A token's name."),
            "connections/name": ParameterDescription("name", .connectionReference, "A connection's name or id."),
            "users/ref": ParameterDescription("ref", .userReference, "A user's name or id."),
            "userref": ParameterDescription("userref", .userReference, "A user's name or id."),
            "remotesources/ref": ParameterDescription("ref", .sourceReference, "A remote source's name or id."),
            "validators/ref": ParameterDescription("ref", .validatorReference, "A validator's name or id."),
            "orgs/ref": ParameterDescription("ref", .organizationReference, "An organization's name or id."),
            "orgref": ParameterDescription("orgref", .organizationReference, "An organization's name or id."),
            "projectgroups/ref": ParameterDescription("ref", .groupPath, "A group's path or id."),
            "projects/ref": ParameterDescription("ref", .projectPath, "A project's path or id."),
            "runid": ParameterDescription("runid", .text(1...1024), "A run's id."),
            "taskid": ParameterDescription("taskid", .text(1...1024), "The id of a task of the run."),
            "deliveries/id": ParameterDescription("id", .text(1...128), "A delivery's id."),
            "forgecleanups/id": ParameterDescription("id", .text(1...64), "A cleanup's id."),
            "webhooks/projectid": ParameterDescription("projectid", .text(1...64), "The project's id."),
            "number": ParameterDescription("number", .integer(1...Int.max), "A generation's number."),
            "secrets/name": ParameterDescription("name", .secretReference, "A secret's name."),
            "variables/name": ParameterDescription("name", .variableReference, "A variable's name."),
        ],
        refusals: [502: "`configstoreBadAnswer`", 503: "`configstoreUnavailable`"],
        changeRefusals: [
            400: "`validatorRefused`", 403: "`crossSite`", 409: "`changedMeanwhile`", 503: "`validatorUnavailable`",
        ],
        parts: [
            service, remoteSources, users, userTokens, signIn, organizations, organizationMembers,
            organizationInvitations, connections, projectGroups, projects, projectSetUps, deliveries, secrets,
            variables, runs,
            commitStatuses, audit, keyring, maintenance, validators,
            drivers,
        ])

    /// As it is served.
    static let document = ByteBuffer(bytes: api.json)

    private static let service = DescribedPart(
        schemas: [
            "Version": .answer(["service": .word("gateway"), "version": .text()]),
            "Live": .answer(["status": .word("live")]),
            "Ready": .answer(["status": .word("ready", "maintenance")]),
        ],
        routes: [
            RouteDescription(
                .get, "/healthz", "isLive", "Whether the process answers", access: .open,
                answers: .json(200, .named("Live"), "It does.")),
            RouteDescription(
                .get, "/readyz", "isReady", "Whether the configstore answers too", access: .open,
                answers: .json(200, .named("Ready"), "It does."), refusals: [503: "`notReady`, `draining`"]),
            RouteDescription(
                .get, "/metrics", "getMetrics", "What the service has counted, for Prometheus",
                answers: .text(200, "Its text format, 0.0.4."), refusals: [403: "`forbidden`"]),
            RouteDescription(
                .get, "version", "getVersion", "The product's version", access: .anybody,
                answers: .json(200, .named("Version"), "The version.")),
            RouteDescription(
                .get, "openapi.json", "getDescription", "This document", access: .anybody,
                answers: .json(200, Schema(["type": "object"]), "OpenAPI 3.1.")),
        ])
}
