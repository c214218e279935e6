import HTTPTypes
import NIOCore
import ServiceKit

/// What the configstore's routes take and answer: served at `openapi.json`.
enum ConfigStoreDescription {
    static let api = APIDescription(
        title: "Sallyport configstore",
        summary: """
            The inner door: it owns every rule, and knows no users and no permissions. References in paths are a name or \
            an id. Every refusal has the same body; its codes are in docs/http-api.md. Unknown fields of bodies are \
            ignored.
            """,
        securitySchemes: [
            "bearer": ["type": "http", "scheme": "bearer", "description": "SALLYPORT_CONFIGSTORE_API_TOKEN."]
        ],
        pathParameters: [
            "id": ParameterDescription("id", .accountReference, "A linked account's id."),
            "forgecleanups/id": ParameterDescription("id", .cleanupReference, "A cleanup's id."),
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
            "number": ParameterDescription("number", .integer(1...Int.max), "A generation's number."),
            "secrets/name": ParameterDescription("name", .secretReference, "A secret's name."),
            "variables/name": ParameterDescription("name", .variableReference, "A variable's name."),
        ],
        refusals: [:],
        changeRefusals: [400: "`validatorRefused`", 409: "`changedMeanwhile`", 503: "`validatorUnavailable`"],
        parts: [
            service, remoteSources, users, linkedAccounts, userTokens, authentication, organizations,
            organizationMembers,
            organizationInvitations, connections, projectGroups, projects, projectSetUps, forgeCleanups, refWatches,
            secrets, variables, audit, keyring, maintenance, validators,
        ])

    /// As it is served.
    static let document = ByteBuffer(bytes: api.json)

    private static let service = DescribedPart(
        schemas: [
            "Live": .answer(["status": .word("live")]),
            "Ready": .answer(["status": .word("ready", "maintenance")]),
        ],
        routes: [
            RouteDescription(
                .get, "/healthz", "isLive", "Whether the process answers", access: .open,
                answers: .json(200, .named("Live"), "It does.")),
            RouteDescription(
                .get, "/readyz", "isReady", "Whether the store answers too", access: .open,
                answers: .json(200, .named("Ready"), "It does."), refusals: [503: "`draining`"]),
            RouteDescription(
                .get, "/metrics", "getMetrics", "What the service has counted, for Prometheus",
                answers: .text(200, "Its text format, 0.0.4.")),
            RouteDescription(
                .get, "openapi.json", "getDescription", "This document",
                answers: .json(200, Schema(["type": "object"]), "OpenAPI 3.1.")),
        ])
}
