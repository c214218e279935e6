import Validation

/// What both services take for secrets and variables.
extension Schema {
    /// The data of a secret.
    package static var secretData: Schema {
        Schema([
            "type": "object", "minProperties": 1, "maxProperties": 64,
            "propertyNames": ["pattern": "^[A-Za-z0-9_.-]{1,128}$"],
            "additionalProperties": Schema.text(1...65_536, pattern: "^[^\\u0000]*$").value,
        ]).about("At most 64 KiB for a key and 256 KiB together; never answered.")
    }

    /// The fields of a secret as somebody sends it.
    package static var secretFields: [String: Schema] {
        [
            "name": .newName, "type": .word("internal"), "data": .secretData, "secret_provider_id": .unused,
            "path": .unused,
        ]
    }

    /// The fields of a variable as somebody sends it.
    package static var variableFields: [String: Schema] {
        [
            "name": .anyOf(
                .text(1...EnvironmentNameRule.maxLength, pattern: EnvironmentNameRule.pattern), .newName),
            "values": Schema.list(
                .request(
                    [
                        "secret_name": .newName.with("format", "secret-name"),
                        "secret_var": .secretKey.with("format", "secret-key"), "when": .named("When"),
                    ],
                    required: ["secret_name", "secret_var"]), maxItems: 20
            ).with("minItems", 1),
        ]
    }

    /// The body of a variable that gets the secret which an answer is about.
    package static var secretOfVariable: [String: DescriptionValue] {
        ["values": [["secret_name": "$response.body#/name", "secret_var": "$response.body#/keys/0"]]]
    }

    /// A key of a secret's data.
    package static var secretKey: Schema { .text(1...128, pattern: "^[A-Za-z0-9_.-]+$") }

    /// The conditions of a value, as they are sent and answered.
    package static var whenSchemas: [String: Schema] {
        let list = Schema.list(.named("WhenCondition"), maxItems: 100)
        let part = Schema.named("WhenConditions")
        return [
            "When": .request(["branch": part, "tag": part, "ref": part])
                .with("anyOf", .list(["branch", "tag", "ref"].map(including)))
                .about("Something has to be included, and not excluded afterwards."),
            "WhenConditions": .request(["include": list, "exclude": list]),
            "WhenCondition": .anyOf(
                .request(
                    ["type": .word("simple"), "match": .line(1...RefCondition.maxNameBytes)],
                    required: ["type", "match"]),
                .request(
                    ["type": .word("regexp"), "match": .text(1...500, format: "regexp")], required: ["type", "match"])),
        ]
    }

    /// That a part of conditions is there and includes something.
    private static func including(_ part: String) -> DescriptionValue {
        let list: DescriptionValue = ["type": "array", "minItems": 1]
        return [
            "required": [.text(part)],
            "properties": .object([
                part: ["type": "object", "required": ["include"], "properties": ["include": list]]
            ]),
        ]
    }

    /// Why a value gets the secret that it gets.
    package static var resolutionFields: [String: Schema] {
        [
            "status": .word("own", "inherited", "missing"), "secret_parent_path": .text(),
            "overrides": .list(.text()), "not_considered": .list(.text()), "reason": .text(),
        ]
    }
}

extension ParameterDescription {
    /// A parameter that says yes by being there.
    package static func presence(_ name: String, _ summary: String) -> ParameterDescription {
        ParameterDescription(name, .word("", "true", "false"), summary)
    }
}

extension [ParameterDescription] {
    /// What lists of secrets and variables take.
    package static var treePaging: [ParameterDescription] {
        paging + [
            .presence("tree", "What is further up too, the nearest first; only with `asc`."),
            .presence("removeoverridden", "With `tree`, nothing whose name something nearer has."),
        ]
    }
}
