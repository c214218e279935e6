import Foundation

/// JSON for comparison: it knows true from 1.
enum TestJSON: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([TestJSON])
    case object([String: TestJSON])

    init(_ bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(TestJSON.self, from: Data(bytes))
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([TestJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: TestJSON].self))
        }
    }

    subscript(key: String) -> TestJSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// Where `other` is not of the same shape, or says something else; ids of objects and times may differ, and
    /// the values of the members in `free`.
    func differences(from other: TestJSON, free: Set<String>, at path: String = "$") -> [String] {
        switch (self, other) {
        case (.object(let mine), .object(let others)):
            let names = Set(mine.keys).union(others.keys).sorted()
            return names.flatMap { name -> [String] in
                guard let one = mine[name] else { return ["\(path).\(name) is missing"] }
                guard let two = others[name] else { return ["\(path).\(name) should not be there"] }
                if free.contains(name), one.type == two.type { return [] }
                return one.differences(from: two, free: free, at: "\(path).\(name)")
            }
        case (.array(let mine), .array(let others)):
            let count = mine.count == others.count ? [] : ["\(path) has \(mine.count) elements, not \(others.count)"]
            return count
                + zip(mine, others).enumerated().flatMap { index, pair in
                    pair.0.differences(from: pair.1, free: free, at: "\(path)[\(index)]")
                }
        case (.string(let mine), .string(let others)):
            return Self.steady(mine) == Self.steady(others) ? [] : ["\(path) is \(mine), not \(others)"]
        default:
            return self == other ? [] : ["\(path) is \(self), not \(other)"]
        }
    }

    /// Where `other`'s members are missing here, or of another type, and where there are others than `newer` allows.
    /// Null stands for any type, and a list's first element for all of them.
    func shapeDifferences(from other: TestJSON, newer: Set<String>, at path: String = "$") -> [String] {
        switch (self, other) {
        case (.object(let mine), .object(let others)):
            return Set(mine.keys).union(others.keys).sorted().flatMap { name -> [String] in
                let place = "\(path).\(name)"
                guard let one = mine[name] else { return ["\(place) is missing"] }
                guard let two = others[name] else { return newer.contains(place) ? [] : ["\(place) is not published"] }
                return one.shapeDifferences(from: two, newer: newer, at: place)
            }
        case (.array(let mine), .array(let others)):
            guard let one = mine.first, let two = others.first else { return [] }
            return one.shapeDifferences(from: two, newer: newer, at: "\(path)[0]")
        case (.null, _), (_, .null): return []
        default: return type == other.type ? [] : ["\(path) is \(self), not \(other)"]
        }
    }

    /// The object with a member of another one in place of its own.
    func replacing(_ name: String, with other: TestJSON) -> TestJSON {
        guard case .object(var members) = self else { return self }
        members[name] = other[name]
        return .object(members)
    }

    private var type: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The text without what is another one each time.
    private static func steady(_ text: String) -> String {
        text.replacing(/[0-9a-f]{40}/, with: "<sha>")
            .replacing(/20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z/, with: "<time>")
    }
}
