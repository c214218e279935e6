import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let missing =
        "`projectDoesNotExist`, `projectGroupDoesNotExist`, `organizationDoesNotExist`, `userDoesNotExist`"
    private static let invalid =
        "`invalidPath`, `invalidSecret`, `invalidSecretName`, `invalidSecretType`, `invalidSecretData`"
    private static let secret = Schema.named("Secret")

    static let secrets = DescribedPart(
        schemas: [
            "Secret": .answer([
                "id": .id, "name": .newName, "type": .word("internal"), "parent": .named("Parent"),
                "keys": .list(.secretKey), "data_fingerprint": .text().about("Changes when the data does."),
                "creation_time": .time, "update_time": .time, "revision": .revision,
            ]),
            "NewSecret": .request(Schema.secretFields, required: ["name", "type", "data"]),
            "SecretChange": .request(Schema.secretFields),
            "SecretDataCheck": .request(
                ["data": Schema(["type": "object", "additionalProperties": ["type": "string"]])], required: ["data"]),
            "Parent": .answer(["type": .word("projectgroup", "project"), "id": .id, "path": .text()]),
            "SecretData": .answer(["data": .secretData]),
        ],
        routes: secretRoutes("projectgroups", "ProjectGroup") + secretRoutes("projects", "Project"))

    private static func secretRoutes(_ segment: String, _ noun: String) -> [RouteDescription] {
        [
            RouteDescription(
                .get, "\(segment)/{ref}/secrets", "list\(noun)Secrets", "Secrets without their data, by name",
                query: .treePaging,
                answers: .page(of: secret, "A page.")
                    .continued(by: "list\(noun)Secrets", ["ref": "$request.path.ref"]),
                refusals: [400: "`invalidPath`, `invalidSortDirection`", 404: missing]),
            RouteDescription(
                .post, "\(segment)/{ref}/secrets", "create\(noun)Secret",
                "Adds a secret; variables here and below get it from then on", body: .named("NewSecret"),
                answers: .json(201, secret, "The new one.").linked(
                    ["ref": "$request.path.ref", "name": "$response.body#/name"], to: "get\(noun)Secret",
                    "update\(noun)Secret", "delete\(noun)Secret", "check\(noun)Secret", "get\(noun)SecretCredentials"
                ).linked(["ref": "$request.path.ref"], body: Schema.secretOfVariable, to: "create\(noun)Variable"),
                refusals: [
                    400: invalid, 404: missing,
                    409: "`secretAlreadyExists`, `secretKeysInUse`, `tooManySecrets`, `tooManyVariablesInUse`",
                ]),
            RouteDescription(
                .get, "\(segment)/{ref}/secrets/{name}", "get\(noun)Secret", "Everything but the data",
                answers: .json(200, secret, "The secret."),
                refusals: [400: "`invalidPath`", 404: "\(missing), `secretDoesNotExist`"]),
            RouteDescription(
                .put, "\(segment)/{ref}/secrets/{name}", "update\(noun)Secret",
                "Changes what the body has; `data` replaces all of it", body: .named("SecretChange"),
                answers: .json(200, secret, "The changed one.").linked(
                    ["ref": "$request.path.ref", "name": "$response.body#/name"], to: "delete\(noun)Secret"),
                refusals: [
                    400: invalid, 404: "\(missing), `secretDoesNotExist`",
                    409: "`secretAlreadyExists`, `secretInUse`, `secretKeysInUse`, `tooManyVariablesInUse`",
                ]),
            RouteDescription(
                .delete, "\(segment)/{ref}/secrets/{name}", "delete\(noun)Secret", "Deletes a secret",
                query: [
                    ParameterDescription(
                        "cascade", .flag,
                        "Variables get the next one further up that has what they need, or are deleted.")
                ],
                answers: .empty("It is gone."),
                refusals: [
                    400: "`invalidPath`", 404: "\(missing), `secretDoesNotExist`",
                    409: "`secretInUse`, `tooManyVariablesInUse`",
                ]),
            RouteDescription(
                .get, "\(segment)/{ref}/secrets/{name}/credentials", "get\(noun)SecretCredentials", "A secret's data",
                answers: .json(200, .named("SecretData"), "The data."),
                refusals: [400: "`invalidPath`", 404: "\(missing), `secretDoesNotExist`"]),
            RouteDescription(
                .post, "\(segment)/{ref}/secrets/{name}/secretcheck", "check\(noun)Secret",
                "Whether data is what the secret has", body: .named("SecretDataCheck"),
                answers: .json(200, .named("SecretCheck"), "Whether it is."),
                refusals: [400: "`invalidPath`", 404: "\(missing), `secretDoesNotExist`"]),
        ]
    }
}
