import Validation

/// Which values of an object a rule looks at: `name`, `auth.type`, `linked_accounts[].remote_user_name`.
struct FieldSelector: Sendable, Hashable {
    static let maxDepth = 8
    /// The most values of one object that are looked at.
    static let maxValues = 1000

    private enum Step: Sendable, Hashable {
        case key(String)
        case eachItem
    }

    private let steps: [Step]

    /// The first key.
    let root: String

    /// Nil when the text is no selector.
    init?(_ text: String) {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let isList = part.hasSuffix("[]")
            let key = isList ? part.dropLast(2) : part
            guard !key.isEmpty, key.utf8.count <= 100, key.utf8.allSatisfy(Self.isKeyByte) else { return nil }
            steps.append(.key(String(key)))
            if isList { steps.append(.eachItem) }
        }
        guard steps.count <= Self.maxDepth, case .key(let root) = steps.first else { return nil }
        self.steps = steps
        self.root = root
    }

    /// The values, each with its place; one that is not there is nil.
    func values(in object: JSONValue) -> [(path: FieldPath, value: JSONValue?)] {
        var found: [(path: FieldPath, value: JSONValue?)] = [(.root, object)]
        for step in steps {
            switch step {
            case .key(let key):
                found = found.map { ($0.path.appending(key), $0.value?[key]) }
            case .eachItem:
                found = Array(
                    found.lazy.flatMap { place in
                        (place.value?.list ?? []).prefix(Self.maxValues).enumerated().map { index, item in
                            (place.path.appending(index: index), Optional(item))
                        }
                    }.prefix(Self.maxValues))
            }
        }
        return found
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }
}
