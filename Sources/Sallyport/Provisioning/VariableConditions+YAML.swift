import GatewayClient
import StrictYAML

extension VariableConditions {
    /// Reads `when`: maps of `branch`, `tag` and `ref`.
    init(_ map: YAMLMap) {
        self.init(branch: Self.part("branch", map), tag: Self.part("tag", map), ref: Self.part("ref", map))
    }

    /// A name, a list of names, or a map of what is included and excluded; a name between slashes is a pattern.
    private static func part(_ key: String, _ map: YAMLMap) -> Part? {
        func conditions(_ key: String, _ map: YAMLMap) -> [Condition]? {
            map.optionalTextOrTexts(key)?.map(ConditionText.condition)
        }
        guard map.hasMap(key), let inner = map.optionalMap(key) else {
            return conditions(key, map).map { .init(include: $0) }
        }
        return .init(include: conditions("include", inner), exclude: conditions("exclude", inner))
    }
}
