import GatewayClient

/// What has to change so that everything is as declared, in the order in which it can be done.
struct ProvisioningPlan: Sendable {
    /// One field that changes. A secret's values are never in it.
    struct FieldChange: Sendable, Hashable, Encodable {
        var field: String
        /// Empty for something new.
        var from: String
        var to: String
    }

    /// One thing that changes.
    struct Step: Sendable {
        enum Action: String, Sendable, Encodable {
            case create, update, delete
        }

        var action: Action
        /// What it is, such as `remote source`.
        var noun: String
        var name: String
        var changes: [FieldChange] = []
        /// Does it.
        var perform: @Sendable (GatewayClient) async throws(GatewayClientError) -> Void

        /// Such as `remote source gitea`.
        var subject: String { "\(noun) \(name)" }

        /// Such as `~ remote source gitea` and a line for each field.
        var lines: [String] {
            let sign =
                switch action {
                case .create: "+";
                case .update: "~";
                case .delete: "-"
                }
            return ["\(sign) \(subject)"]
                + changes.map {
                    $0.from.isEmpty ? "    \($0.field): \($0.to)" : "    \($0.field): \($0.from) → \($0.to)"
                }
        }

        /// Such as `created remote source gitea`.
        var done: String { "\(action.rawValue)d \(subject)" }
    }

    /// What one section of the declarations comes to.
    struct Section: Sendable {
        /// What is created and changed.
        var changes: [Step] = []
        /// What is deleted, children first.
        var deletions: [Step] = []
        /// What is stored and not declared, and stays.
        var undeclared: [String] = []
    }

    var steps: [Step]
    /// What is stored and not declared, and stays.
    var undeclared: [String]

    /// - Parameter sections: In the order in which things need each other: what is deleted goes the other way.
    init(_ sections: [Section]) {
        steps = sections.flatMap(\.changes) + sections.reversed().flatMap(\.deletions)
        undeclared = sections.flatMap(\.undeclared)
    }
}

extension ProvisioningPlan.FieldChange {
    /// What differs; `from` and `to` say `(none)` where there is nothing.
    static func differences(_ fields: [(String, from: String, to: String)]) -> [Self] {
        fields.filter { $0.from != $0.to }.map {
            Self(field: $0.0, from: $0.from.isEmpty ? "(none)" : $0.from, to: $0.to.isEmpty ? "(none)" : $0.to)
        }
    }

    /// What something new has.
    static func settings(_ fields: [(String, String)]) -> [Self] {
        fields.filter { !$0.1.isEmpty }.map { Self(field: $0.0, from: "", to: $0.1) }
    }
}

extension ProvisioningPlan.Step: Encodable {
    enum CodingKeys: String, CodingKey {
        case action, name, changes
        case noun = "kind"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(action, forKey: .action)
        try container.encode(noun, forKey: .noun)
        try container.encode(name, forKey: .name)
        try container.encode(changes, forKey: .changes)
    }
}
