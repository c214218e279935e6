import Validation
import Yams

/// Turns YAML text into one located tree, or into what keeps it from being one.
struct YAMLComposer {
    static let maxDepth = 64
    static let maxNodes = 100_000

    private(set) var problems: [(position: YAMLPosition, violation: Violation)] = []
    private var repeatedKeys: Set<YAMLPosition> = []
    private var nodeCount = 0

    /// The tree of the only document, nil for an empty file or when there are problems that leave none.
    mutating func compose(_ text: String) -> YAMLNode? {
        // The parser hashes a map's keys, aliases followed: with anchors in the text that may take for ever, so it sees
        // the text without any alias first. A private-use character keeps every column where it is.
        if text.utf8.contains(UInt8(ascii: "&")) {
            guard refuseAnchors(in: text.replacing("*", with: "\u{E000}")) else { return nil }
        }
        return composeKeepingCount(of: text)
    }

    /// Whether the text has no anchors; those that it has are problems.
    private mutating func refuseAnchors(in text: String) -> Bool {
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            let root = try parser.singleRoot()
            // Nodes hold their anchors weakly: the parser has to live until they were looked at.
            return withExtendedLifetime(parser) { () -> Bool in
                if let root { findAnchors(in: root, depth: 1) }
                return problems.isEmpty
            }
        } catch {
            // What is wrong besides is reported when the original is read, which an anchor must not reach.
            if case YamlError.duplicatedKeysInMapping = error, !text.contains("\u{E000}") { return true }
            add(error, text)
            return false
        }
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

    /// The parser stops at the first map that has a key twice. The second one is noted and renamed, so that the rest of
    /// the file is read too.
    private mutating func composeKeepingCount(of original: String) -> YAMLNode? {
        var text = original
        for _ in 0..<20 {
            do {
                guard let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
                    return nil
                }
                return tree(of: root, depth: 1, path: .root)
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let first = YAMLPosition(line: context.mark.line, column: context.mark.column)
                let key = keys.first ?? ""
                guard let renamed = RepeatedKey(key: key, first: first).renamingSecond(in: text) else {
                    addRepeated(key, at: first)
                    return nil
                }
                addRepeated(key, at: renamed.position)
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
        case .reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            let position = YAMLPosition(line: before.count { $0 == "\n" } + 1, column: column)
            problems.append((position, Violation(.root, notYAML, "this is not YAML: \(problem)")))
        case .duplicatedKeysInMapping(let keys, let context):
            addRepeated(keys.first ?? "", at: position(of: context.mark))
        default:
            add(nil, notYAML, "this is not YAML")
        }
    }
}
