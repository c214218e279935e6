import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let missing = "`validatorDoesNotExist`"
    private static let validator = Schema.named("Validator")

    static let validators = DescribedPart(
        schemas: [
            "Validator": .answer(["id": .id, "name": .newName, "rules": .validatorRules]),
            "NewValidator": .request(["name": .newName, "rules": .validatorRules], required: ["name", "rules"]),
            "ValidatorChange": .request(["name": .newName, "rules": .validatorRules]),
        ],
        routes: [
            RouteDescription(
                .get, "validators", "listValidators", "Stored validators, by name", query: .paging,
                answers: .page(of: validator, "A page.").continued(by: "listValidators"),
                refusals: [403: "`forbidden`"]),
            RouteDescription(
                .post, "validators", "createValidator", "Adds a validator: a file of rules",
                body: .named("NewValidator"),
                answers: .json(201, validator, "The new one.")
                    .linked(["ref": "$response.body#/id"], to: "getValidator", "updateValidator", "deleteValidator"),
                refusals: [
                    400: "`invalidValidator`", 403: "`forbidden`",
                    409: "`validatorAlreadyExists`, `tooManyValidators`",
                ]),
            RouteDescription(
                .get, "validators/{ref}", "getValidator", "One validator",
                answers: .json(200, validator, "The validator."), refusals: [403: "`forbidden`", 404: missing]),
            RouteDescription(
                .put, "validators/{ref}", "updateValidator", "Changes what the body has",
                body: .named("ValidatorChange"),
                answers: .json(201, validator, "The changed one.")
                    .linked(["ref": "$response.body#/id"], to: "getValidator", "deleteValidator"),
                refusals: [
                    400: "`invalidValidator`", 403: "`forbidden`", 404: missing, 409: "`validatorAlreadyExists`",
                ]),
            RouteDescription(
                .delete, "validators/{ref}", "deleteValidator", "Deletes a validator", answers: .empty("It is gone."),
                refusals: [403: "`forbidden`", 404: missing]),
        ])
}
