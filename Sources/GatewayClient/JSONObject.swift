/// JSON whose members a client need not know.
public indirect enum JSONObject: Codable, Sendable, Hashable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONObject])
    case object([String: JSONObject])

    /// The member of an object; nil for anything else.
    ///
    /// - Parameter name: The member's name.
    public subscript(name: String) -> JSONObject? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The text, when it is one.
    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// Reads any JSON.
    ///
    /// - Parameter decoder: Where it is.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([JSONObject].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSONObject].self))
        }
    }

    /// Writes it.
    ///
    /// - Parameter encoder: Where it goes.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .flag(let flag): try value.encode(flag)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .object(let members): try value.encode(members)
        }
    }
}
