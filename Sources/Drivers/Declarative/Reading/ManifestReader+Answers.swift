import StrictYAML
import Validation

/// Where values of answers come from.
extension ManifestReader {
    /// What may be said of values: which placeholders were taken before, and whether the answer is a plain text.
    struct AnswerKind {
        var taken: Set<String> = []
        var isText = false

        init(_ operations: [Operation?] = []) {
            for operation in operations.compactMap({ $0 }) { taken.formUnion(operation.taken) }
            isText = operations.contains { $0?.last.isText == true }
        }
    }

    /// Reads a map of values; nil after a problem.
    ///
    /// - Parameter only: Those of the fields that there are here; all when left out.
    func answer<Field: AnswerField>(
        _ map: YAMLMap?, _ kind: AnswerKind = AnswerKind(), only: Set<Field>? = nil
    ) -> AnswerMap<Field>? {
        guard let map else { return nil }
        var sources: [Field: ValueSource] = [:]
        var isComplete = true
        for field in Field.allCases where only?.contains(field) ?? true {
            let key = field.rawValue
            if map.has(key) {
                sources[field] = field.isFlag ? flag(map, key, kind) : source(map, key, kind)
            } else if field.isRequired {
                map.problem(at: key, .required, "\(key) is needed")
            }
            if field.isRequired, sources[field] == nil { isComplete = false }
        }
        return isComplete ? AnswerMap(sources: sources) : nil
    }

    /// Where a text or a number comes from.
    func source(_ map: YAMLMap, _ key: String, _ kind: AnswerKind) -> ValueSource? {
        if map.hasMap(key) { return map.optionalMap(key).flatMap { form($0, kind, isFlag: false) } }
        guard let text = map.optionalString(key) else { return nil }
        guard text.contains("{") || text.contains("}") else {
            return path(map, key, isText: kind.isText).map { .path($0, removingSuffix: nil) }
        }
        return checked(map, key) { () throws(ManifestMistake) in try Self.composed(text, kind) }
    }

    private static func composed(_ text: String, _ kind: AnswerKind) throws(ManifestMistake) -> ValueSource {
        var parts: [ValueSource.ComposedPart] = []
        for part in try TemplateParts.of(text) {
            switch part {
            case .literal(let literal): parts.append(.literal(literal))
            case .braced(let inner): parts.append(.path(try singlePath(inner, isText: kind.isText)))
            }
        }
        return .composed(parts)
    }

    /// Where a truth value comes from.
    func flag(_ map: YAMLMap, _ key: String, _ kind: AnswerKind) -> ValueSource? {
        if map.hasMap(key) { return map.optionalMap(key).flatMap { form($0, kind, isFlag: true) } }
        if let tree = map.tree(key), case .bool(let flag) = tree.value { return .constant(flag) }
        return path(map, key, isText: kind.isText).map { .path($0, removingSuffix: nil) }
    }

    /// A value that is said in a map of its own.
    private func form(_ map: YAMLMap, _ kind: AnswerKind, isFlag: Bool) -> ValueSource? {
        if isFlag, map.has("present") { return path(map, "present", isText: kind.isText).map { .isPresent($0) } }
        if !isFlag, map.has("taken") {
            let name = map.string("taken")
            guard !kind.taken.contains(name) else { return .taken(name) }
            if !name.isEmpty {
                map.problem(
                    at: "taken", ManifestMistake.unknownPlaceholder, "no request before takes \(name.prefix(60))")
            }
            return nil
        }
        let path = path(map, "path", isText: kind.isText)
        if isFlag {
            let isNegated = map.has("isNot")
            let expected = map.string(isNegated ? "isNot" : "is")
            return path.map { .isEqual($0, to: expected, negated: isNegated) }
        }
        if map.has("unless") {
            let word = map.string("unless")
            return path.map { .unless($0, word) }
        }
        let suffix = map.string("removeSuffix")
        return path.map { .path($0, removingSuffix: suffix) }
    }

    /// A path to one value; nil after a problem.
    func path(_ map: YAMLMap, _ key: String, isText: Bool) -> JSONPath? {
        let text = map.string(key)
        guard !text.isEmpty else { return nil }
        return checked(map, key) { () throws(ManifestMistake) in try Self.singlePath(text, isText: isText) }
    }

    /// A path to the items of a list; nil after a problem.
    func listPath(_ map: YAMLMap, _ key: String, isText: Bool = false) -> JSONPath? {
        let text = map.string(key)
        guard !text.isEmpty else { return nil }
        return checked(map, key) { () throws(ManifestMistake) in
            let path = try JSONPath(text)
            guard path.isList else {
                throw ManifestMistake(ManifestMistake.invalidPath, "a list is needed: this path ends with [*]")
            }
            guard !isText else {
                throw ManifestMistake(
                    ManifestMistake.invalidPath, "this can't match: the answer is a text, it has no list")
            }
            return path
        }
    }

    private static func singlePath(_ text: String, isText: Bool) throws(ManifestMistake) -> JSONPath {
        let path = try JSONPath(text)
        guard !path.isList else {
            throw ManifestMistake(
                ManifestMistake.invalidPath, "this can't match: one value is needed, not every item of a list")
        }
        guard !isText || path.text == "text" else {
            throw ManifestMistake(
                ManifestMistake.invalidPath, "this can't match: the answer is a text, whose only path is text")
        }
        return path
    }
}
