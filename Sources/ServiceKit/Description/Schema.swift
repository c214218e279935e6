/// What a value of the API is: a JSON Schema, with the few words that the descriptions need.
package struct Schema: Sendable, Hashable {
    package private(set) var members: [String: DescriptionValue]

    package init(_ members: [String: DescriptionValue]) {
        self.members = members
    }

    package var value: DescriptionValue { .object(members) }

    /// A text; `length` counts Unicode code points.
    package static func text(
        _ length: ClosedRange<Int>? = nil, pattern: String? = nil, format: String? = nil
    ) -> Schema {
        var members: [String: DescriptionValue] = ["type": "string"]
        if let length {
            if length.lowerBound > 0 { members["minLength"] = .number(length.lowerBound) }
            members["maxLength"] = .number(length.upperBound)
        }
        members["pattern"] = pattern.map(DescriptionValue.text)
        members["format"] = format.map(DescriptionValue.text)
        return Schema(members)
    }

    /// One of some words.
    package static func word(_ words: String...) -> Schema {
        Schema(["type": "string", "enum": .list(words.map(DescriptionValue.text))])
    }

    package static func integer(_ range: ClosedRange<Int>) -> Schema {
        Schema(["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)])
    }

    package static var flag: Schema { Schema(["type": "boolean"]) }

    /// An id of this installation's own.
    package static var id: Schema { .text(format: "uuid") }

    /// A time in answers: UTC, with milliseconds.
    package static var time: Schema { .text(format: "date-time") }

    /// A count that the configstore keeps.
    package static var revision: Schema { .integer(0...Int.max) }

    package static func list(_ item: Schema, maxItems: Int? = nil) -> Schema {
        var members: [String: DescriptionValue] = ["type": "array", "items": item.value]
        members["maxItems"] = maxItems.map(DescriptionValue.number)
        return Schema(members)
    }

    /// One of these.
    package static func anyOf(_ schemas: Schema...) -> Schema {
        Schema(["anyOf": .list(schemas.map(\.value))])
    }

    /// One of the document's named schemas.
    package static func named(_ name: String) -> Schema {
        Schema(["$ref": "#/components/schemas/\(name)"])
    }

    /// An object of an answer: it has these fields and no others, all of them unless they are optional.
    package static func answer(_ fields: [String: Schema], optional: Set<String> = []) -> Schema {
        object(fields, required: Set(fields.keys).subtracting(optional), isOpen: false)
    }

    /// An object of a request: what is not required may be null or missing, and unknown fields are ignored.
    package static func request(_ fields: [String: Schema], required: Set<String> = []) -> Schema {
        let fields = fields.map { name, schema in (name, required.contains(name) ? schema : schema.orNull) }
        return object(Dictionary(uniqueKeysWithValues: fields), required: required, isOpen: true)
    }

    private static func object(_ fields: [String: Schema], required: Set<String>, isOpen: Bool) -> Schema {
        var members: [String: DescriptionValue] = [
            "type": "object", "properties": .object(fields.mapValues(\.value)), "additionalProperties": .flag(isOpen),
        ]
        if !required.isEmpty { members["required"] = .list(required.sorted().map(DescriptionValue.text)) }
        return Schema(members)
    }

    /// The same, or null.
    package var orNull: Schema {
        guard case .text(let type) = members["type"] else { return Schema(["anyOf": [value, ["type": "null"]]]) }
        var schema = self
        schema.members["type"] = [.text(type), "null"]
        if case .list(let words) = members["enum"] {
            return Schema(["anyOf": [["enum": .list(words)], ["type": "null"]]])
        }
        return schema
    }

    /// The same, with a sentence for a person.
    package func about(_ text: String) -> Schema { with("description", .text(text)) }

    /// The same, with another keyword.
    package func with(_ keyword: String, _ value: DescriptionValue) -> Schema {
        var schema = self
        schema.members[keyword] = value
        return schema
    }
}
