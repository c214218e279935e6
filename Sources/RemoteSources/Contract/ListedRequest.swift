import Foundation

/// What was sent to a webhook, as forges' lists write it: header fields, and the payload as JSON in JSON.
///
/// The payload means what was sent, and is not the same bytes: nobody can look at its signature.
public struct ListedRequest: Decodable, Sendable {
    /// What was sent, header names in lower case.
    public let delivery: WebhookDelivery

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads what was sent.
    ///
    /// - Parameters:
    ///   - members: The object that has both.
    ///   - headers: The name of the header fields' member.
    ///   - payload: The name of the payload's.
    /// - Throws: `DecodingError` where one is missing.
    public init<Name: CodingKey>(
        from members: KeyedDecodingContainer<Name>, headers: Name, payload: Name
    ) throws {
        let fields = try members.nestedContainer(keyedBy: Key.self, forKey: headers)
        var values: [String: String] = [:]
        for name in fields.allKeys {
            // What is no text is no field.
            values[name.stringValue.lowercased()] = try? fields.decode(String.self, forKey: name)
        }
        let body = try members.decode(KeptJSON.self, forKey: payload)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        delivery = WebhookDelivery(headers: values, body: Array(try encoder.encode(body)))
    }

    /// Reads what GitHub's answers have: `headers` and `payload`.
    ///
    /// - Parameter decoder: Where it is.
    /// - Throws: `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Key.self)
        try self.init(
            from: members, headers: Key(stringValue: "headers"), payload: Key(stringValue: "payload"))
    }
}

/// Any JSON, kept to be written again.
private indirect enum KeptJSON: Codable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([KeptJSON])
    case object([String: KeptJSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let flag = try? value.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? value.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let list = try? value.decode([KeptJSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: KeptJSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let flag): try value.encode(flag)
        case .integer(let number): try value.encode(number)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let members): try value.encode(members)
        }
    }
}
