import Validation

/// Where a value is in a JSON document: members, items by number or by what they hold, and at the end every item of a list.
///
///     repository.owner.login    changes[0].toHash    links.clone[name=ssh].href    values[*]
struct JSONPath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        case member(String)
        case index(Int)
        /// The first item whose member has this value.
        case item(member: String, equals: String)
        case every
    }

    static let maxBytes = 200
    static let maxSteps = 16
    private static let maxIndex = 1000

    let text: String
    let steps: [Step]

    /// Whether it leads to the items of a list.
    var isList: Bool { steps.last == .every }

    init(_ text: String) throws(ManifestMistake) {
        guard !text.isEmpty, text.utf8.count <= Self.maxBytes else {
            throw ManifestMistake(ManifestMistake.invalidPath, "a path has 1 to \(Self.maxBytes) bytes")
        }
        var steps: [Step] = []
        var rest = Substring(text)
        while let first = rest.first {
            guard steps.last != .every else { throw Self.mistake("nothing follows [*] in a path") }
            if first == "[" {
                steps.append(try Self.bracket(&rest))
            } else {
                if !steps.isEmpty {
                    guard first == "." else { throw Self.mistake("a dot or a bracket has to follow ]") }
                    rest = rest.dropFirst()
                }
                steps.append(.member(try Self.name(&rest)))
            }
        }
        guard steps.count <= Self.maxSteps else { throw Self.mistake("a path has at most \(Self.maxSteps) steps") }
        self.text = text
        self.steps = steps
    }

    private static func mistake(_ message: String) -> ManifestMistake {
        ManifestMistake(ManifestMistake.invalidPath, message)
    }

    private static func name(_ rest: inout Substring) throws(ManifestMistake) -> String {
        let name = rest.prefix(while: isPartOfName)
        guard !name.isEmpty else {
            throw mistake("a member's name has letters, digits, _, - and $, and one dot between two names")
        }
        rest = rest[name.endIndex...]
        if let next = rest.first, next != ".", next != "[" {
            throw mistake("a path has no '\(next)'; a member's name has letters, digits, _, - and $")
        }
        return String(name)
    }

    private static func bracket(_ rest: inout Substring) throws(ManifestMistake) -> Step {
        guard let end = rest.firstIndex(of: "]") else { throw mistake("this bracket has no end") }
        let inside = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        if inside == "*" { return .every }
        if let index = Int(inside), inside.allSatisfy(\.isWholeNumber) {
            guard index <= maxIndex else { throw mistake("an item's number is at most \(maxIndex)") }
            return .index(index)
        }
        let sides = inside.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty, sides[0].allSatisfy(isPartOfName), !sides[1].isEmpty,
            !sides[1].contains("[")
        else { throw mistake("a bracket holds a number, * or member=value") }
        return .item(member: String(sides[0]), equals: String(sides[1]))
    }

    private static func isPartOfName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || ["_", "-", "$"].contains(character)
    }
}

extension JSONPath {
    /// The value; nil when it, or something on the way to it, is missing or null.
    ///
    /// - Throws: What is on the way has no members or items.
    func value(in document: JSONDocument) throws(AnswerMismatch) -> JSONDocument? {
        var current = document
        for step in steps {
            guard let next = try value(of: step, in: current) else { return nil }
            current = next
        }
        return current == .null ? nil : current
    }

    /// The items of the list that the path leads to; nil when there is none.
    func items(in document: JSONDocument) throws(AnswerMismatch) -> [JSONDocument]? {
        guard let value = try value(in: document) else { return nil }
        guard let items = value.list else { throw AnswerMismatch("a list", at: text) }
        return items
    }

    private func value(of step: Step, in current: JSONDocument) throws(AnswerMismatch) -> JSONDocument? {
        if case .null = current { return nil }
        switch step {
        case .member(let name):
            guard case .object(let members) = current else { throw AnswerMismatch("an object", at: text) }
            return members[name]
        case .index(let index):
            guard let items = current.list else { throw AnswerMismatch("a list", at: text) }
            return items.indices.contains(index) ? items[index] : nil
        case .item(let member, let value):
            guard let items = current.list else { throw AnswerMismatch("a list", at: text) }
            return items.first { $0[member]?.scalarText == value }
        case .every:
            return current
        }
    }
}
