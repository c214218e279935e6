import GatewayClient

/// Conditions as people write them: a name, or `/pattern/`.
enum ConditionText {
    /// Reads one condition.
    static func condition(_ text: String) -> VariableConditions.Condition {
        for delimiter in ["/", "#"] where text.count > 2 && text.hasPrefix(delimiter) && text.hasSuffix(delimiter) {
            return .init(type: "regexp", match: String(text.dropFirst().dropLast()))
        }
        return .init(type: "simple", match: text)
    }

    /// Such as `branch main, /^release-/ but not release-0`.
    static func text(of conditions: VariableConditions) -> String {
        let parts = [("branch", conditions.branch), ("tag", conditions.tag), ("ref", conditions.ref)]
        return parts.compactMap { name, part in
            part.map { part in
                let include = (part.include ?? []).map(text).joined(separator: ", ")
                let exclude = (part.exclude ?? []).map(text).joined(separator: ", ")
                return "\(name) \(include)" + (exclude.isEmpty ? "" : " but not \(exclude)")
            }
        }.joined(separator: "; ")
    }

    private static func text(of condition: VariableConditions.Condition) -> String {
        condition.type == "regexp" ? "/\(condition.match)/" : condition.match
    }
}
