import GatewayClient

/// What has to change so that the remote sources are as declared, in the order in which it can be done.
struct ProvisioningPlan: Sendable {
    /// One field that changes. A secret's values are never in it.
    struct FieldChange: Sendable, Hashable, Encodable {
        var field: String
        var from: String
        var to: String
    }

    /// One remote source that changes.
    struct Step: Sendable {
        enum Action: String, Sendable, Encodable {
            case create, update, delete
        }

        var action: Action
        var name: String
        /// The stored source's id; empty for one that is created.
        var id: String
        var changes: [FieldChange]
        var request: RemoteSourceRequest

        /// Such as `~ remote source gitea` and a line for each field.
        var lines: [String] {
            let sign =
                switch action {
                case .create: "+";
                case .update: "~";
                case .delete: "-"
                }
            return ["\(sign) remote source \(name)"]
                + changes.map {
                    $0.from.isEmpty ? "    \($0.field): \($0.to)" : "    \($0.field): \($0.from) → \($0.to)"
                }
        }

        /// Such as `created remote source gitea`.
        var done: String {
            switch action {
            case .create: "created remote source \(name)"
            case .update: "updated remote source \(name)"
            case .delete: "deleted remote source \(name)"
            }
        }
    }

    var steps: [Step]
    /// The names of stored sources that the file does not have, and that stay.
    var undeclared: [String]
}

extension ProvisioningPlan.Step: Encodable {
    enum CodingKeys: String, CodingKey {
        case action, name, changes
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(action, forKey: .action)
        try container.encode(name, forKey: .name)
        try container.encode(changes, forKey: .changes)
    }
}
