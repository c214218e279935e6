import Validation
import Yams

/// Turns YAML text into one located tree, or into what keeps it from being one.
struct YAMLComposer {
    static let maxDepth = 64
    static let maxNodes = 100_000
    private static let maxBytesOfAttempts = 4 * 1024 * 1024

    private(set) var problems: [(position: YAMLPosition, violation: Violation)] = []
    private var repeatedKeys: Set<YAMLPosition> = []
    private var nodeCount = 0

    /// The tree of the only document, nil for an empty file or when there are problems that leave none.
    mutating func compose(_ text: String) -> YAMLNode? {
        // The parser hashes a map's keys, aliases followed: with anchors in the text that may take for ever, so it sees
        // the text without any alias first.
        if text.utf8.contains(UInt8(ascii: "&")) {
            var search = YAMLComposer()
            search.refuseAnchors(in: Self.withoutAliases(text))
            guard search.problems.isEmpty else {
                problems = search.problems
                return nil
            }
        }
        return withRoot(of: text) { composer, root in composer.tree(of: root, depth: 1, path: .root) } ?? nil
    }

    /// The text with every asterisk made another character, which keeps every column where it is. They differ from each
    /// other, so that no two keys become the same.
    private static func withoutAliases(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var asterisks: UInt32 = 0
        for scalar in text.unicodeScalars {
            guard scalar == "*" else {
                scalars.append(scalar)
                continue
            }
            scalars.append(Unicode.Scalar(0xF0000 + asterisks % 0xFFFD) ?? "x")
            asterisks += 1
        }
        return String(scalars)
    }

    /// Leaves problems only if the text has anchors.
    private mutating func refuseAnchors(in text: String) {
        let hasAnchors = withRoot(of: text) { composer, root in
            let before = composer.problems.count
            composer.findAnchors(in: root, depth: 1)
            return composer.problems.count > before
        }
        // Without anchors, the original is read next and has the same problems. What can't be read isn't tried again.
        if hasAnchors == false { problems = [] }
    }

    private mutating func findAnchors(in node: Node, depth: Int) {
        guard depth <= Self.maxDepth else { return }
        if node.anchor != nil {
            add(node.mark, .notSupported, "anchors and aliases are not used here; write the value out")
        }
        if let mapping = node.mapping {
            for (key, value) in mapping {
                findAnchors(in: key, depth: depth + 1)
                findAnchors(in: value, depth: depth + 1)
            }
        } else if let sequence = node.sequence {
            for item in sequence { findAnchors(in: item, depth: depth + 1) }
        }
    }

    /// Calls `body` with the root, if there is one, while its parser lives: nodes hold their anchors weakly.
    ///
    /// The parser stops at the first map that has a key twice. The second one is noted and renamed, so that the rest of
    /// the file is read too: twenty times at most, and less often when it is large.
    private mutating func withRoot<Result>(
        of original: String, _ body: (inout YAMLComposer, Node) -> Result
    ) -> Result? {
        var text = original
        let attempts = min(20, max(2, Self.maxBytesOfAttempts / max(1, original.utf8.count)))
        for attempt in 0..<UInt32(attempts) {
            do {
                let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
                guard let root = try parser.singleRoot() else { return nil }
                return withExtendedLifetime(parser) { body(&self, root) }
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let first = YAMLPosition(line: context.mark.line, column: context.mark.column)
                let repeated = RepeatedKey(key: keys.first ?? "", first: first)
                let standIn = Unicode.Scalar(0xE000 + attempt) ?? "x"
                guard let renamed = repeated.renamingSecond(in: text, to: standIn) else {
                    addRepeated(repeated.key, at: first)
                    return nil
                }
                addRepeated(repeated.key, at: renamed.position)
                repeatedKeys.insert(renamed.position)
                text = renamed.text
            } catch {
                add(error, text)
                return nil
            }
        }
        return nil
    }

    private mutating func tree(of node: Node, depth: Int, path: FieldPath) -> YAMLNode? {
        let position = position(of: node.mark)
        nodeCount += 1
        guard depth <= Self.maxDepth, nodeCount <= Self.maxNodes else {
            if nodeCount <= Self.maxNodes + 1 {
                let limit =
                    depth > Self.maxDepth
                    ? "is nested deeper than \(Self.maxDepth)" : "has more than \(Self.maxNodes) values"
                problems.append((position, Violation(path, .tooLong, "this file \(limit)")))
            }
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain
            guard refuseTag(scalar.tag, unless: isPlain ? "" : Tag.Name.str.rawValue, position, path) else {
                return nil
            }
            return YAMLNode(value: .scalar(scalar.string, isPlain: isPlain), position: position)
        case .sequence(let sequence):
            guard refuseTag(sequence.tag, unless: "", position, path) else { return nil }
            let items = sequence.enumerated().compactMap { index, item in
                tree(of: item, depth: depth + 1, path: path.appending(index: index))
            }
            return YAMLNode(value: .list(items), position: position)
        case .mapping(let mapping):
            guard refuseTag(mapping.tag, unless: "", position, path) else { return nil }
            let entries = mapping.compactMap { key, value in entry(key, value, depth: depth, path: path) }
            return YAMLNode(value: .map(entries), position: position)
        case .alias:
            return nil
        }
    }

    private mutating func entry(_ key: Node, _ value: Node, depth: Int, path: FieldPath) -> YAMLNode.Entry? {
        let keyPosition = position(of: key.mark)
        guard !repeatedKeys.contains(keyPosition) else { return nil }
        guard let name = key.scalar?.string else {
            problems.append((keyPosition, Violation(path, .invalidType, "a key is a text")))
            return nil
        }
        guard let child = tree(of: value, depth: depth + 1, path: path.appending(name)) else { return nil }
        return YAMLNode.Entry(key: name, keyPosition: keyPosition, value: child)
    }

    /// Whether the tag is the one that a value without any tag has.
    private mutating func refuseTag(
        _ tag: Tag, unless untagged: String, _ position: YAMLPosition, _ path: FieldPath
    ) -> Bool {
        if tag.rawValue == untagged { return true }
        problems.append((position, Violation(path, .notSupported, "tags are not used here")))
        return false
    }

    private func position(of mark: Mark?) -> YAMLPosition {
        mark.map { YAMLPosition(line: $0.line, column: $0.column) } ?? .start
    }

    private mutating func addRepeated(_ key: String, at position: YAMLPosition) {
        problems.append((position, Violation(FieldPath(key), .duplicateKey, "this key is here more than once")))
    }

    private mutating func add(_ mark: Mark?, _ code: Violation.Code, _ message: String) {
        problems.append((position(of: mark), Violation(.root, code, message)))
    }

    private mutating func add(_ error: any Error, _ text: String) {
        let notYAML: Violation.Code = "invalidYAML"
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            add(mark, notYAML, "this is not YAML: \(problem)")
        case .composer(_, let problem, let mark, _):
            let isAlias = problem.contains("alias")
            let message =
                isAlias ? "anchors and aliases are not used here; write the value out" : "a file has one document only"
            add(mark, .notSupported, message)
        case .reader(let problem, _, let value, _):
            // The text is UTF-8, so all that can be wrong with it is a character; an earlier one would be the problem.
            let scalars = text.unicodeScalars
            let end = scalars.firstIndex { Int($0.value) == Int(value) } ?? scalars.startIndex
            let violation = Violation(.root, notYAML, "this is not YAML: \(problem)")
            problems.append((YAMLPosition(behind: scalars[..<end]), violation))
        case .duplicatedKeysInMapping(let keys, let context):
            addRepeated(keys.first ?? "", at: position(of: context.mark))
        default:
            add(nil, notYAML, "this is not YAML")
        }
    }
}
