extension JSONTree {
    /// The tree with every value replaced that `change` has another one for; what is replaced is not looked into.
    func replacing(_ change: (JSONTree) -> JSONTree?) -> JSONTree {
        if let other = change(self) { return other }
        switch self {
        case .array(let elements): return .array(elements.map { $0.replacing(change) })
        case .object(let members):
            return .object(members.map { Member(name: $0.name, value: $0.value.replacing(change)) })
        default: return self
        }
    }

    /// The tree with every text changed.
    func mappingStrings(_ transform: (String) -> String) -> JSONTree {
        replacing { value in value.string.map { .string(transform($0)) } }
    }

    /// The object with one member set, or added at the end.
    func setting(_ name: String, to value: JSONTree) -> JSONTree {
        guard var members else { return self }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(Member(name: name, value: value))
        }
        return .object(members)
    }

    /// The object without a member.
    func removing(_ name: String) -> JSONTree {
        members.map { .object($0.filter { $0.name != name }) } ?? self
    }

    /// The tree with one more member in every object, which no forge has.
    var withUnknownMembers: JSONTree {
        switch self {
        case .array(let elements): .array(elements.map(\.withUnknownMembers))
        case .object(let members):
            .object(
                members.map { Member(name: $0.name, value: $0.value.withUnknownMembers) }
                    + [Member(name: "sallyport_unknown", value: .members(["a": .array([.null, .number("1.5e3")])]))])
        default: self
        }
    }

    /// What of `self`, which was expected, `actual` says otherwise. Members that aren't expected don't count.
    func differences(from actual: JSONTree?, at path: String = "") -> [String] {
        let place = path.isEmpty ? "it" : path
        switch (self, actual) {
        case (.object(let members), .object?):
            return members.flatMap { member in
                let inner = path.isEmpty ? member.name : "\(path).\(member.name)"
                // What a value doesn't have is left out.
                if member.value == .null, actual?[member.name] == nil { return [String]() }
                return member.value.differences(from: actual?[member.name], at: inner)
            }
        case (.array(let elements), .array(let others)?):
            guard elements.count == others.count else {
                return ["\(place) has \(others.count) elements, not \(elements.count)"]
            }
            return zip(elements, others).enumerated().flatMap { index, pair in
                pair.0.differences(from: pair.1, at: "\(path)[\(index)]")
            }
        case (_, let actual):
            return self == actual ? [] : ["\(place) is \(actual?.excerpt ?? "missing"), not \(excerpt)"]
        }
    }

    private var excerpt: String { text.count > 120 ? text.prefix(120) + "…" : text }
}
