import StrictYAML
import Validation

/// A project group as a file declares it.
struct ProjectGroupDeclaration: Declaration {
    /// The path, such as `org/acme/backend`.
    let name: String
    /// The path that it had before.
    let renamedFrom: String?
    /// `public` or `private`.
    let visibility: String
    let path: GroupPath
    let formerPath: GroupPath?
    let place: YAMLPlace

    /// Reads an entry of `projectGroups`; problems go to the document.
    init(_ entry: YAMLMap) {
        name = entry.string("path")
        place = entry.place(of: "path")
        renamedFrom = entry.optionalString("renamedFrom")
        visibility = entry.visibility()
        path = Self.read("path", name, entry)
        formerPath = renamedFrom.map { Self.read("renamedFrom", $0, entry) }
        if let formerPath, formerPath.isRoot || path.isRoot {
            entry.problem(at: "renamedFrom", .notSupported, "a root group can't be renamed or moved")
        }
    }

    fileprivate static func read(_ key: String, _ text: String, _ entry: YAMLMap) -> GroupPath {
        let path = GroupPath(text)
        if !text.isEmpty, !path.isValid {
            entry.problem(
                at: key, "invalidPath",
                "a path is org/ or user/ and names with / between them, at most \(GroupPath.maxDepth) below the first")
        }
        return path
    }
}

extension YAMLMap {
    /// The path of the project group that holds something.
    func groupPath(_ key: String) -> GroupPath { ProjectGroupDeclaration.read(key, string(key), self) }
}

/// The path of a project group, in parts: the owner's type and name, then the groups'.
struct GroupPath: Sendable, Hashable {
    static let maxDepth = 20

    let parts: [String]

    init(_ text: String) {
        parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    init(parts: [String]) {
        self.parts = parts
    }

    var isValid: Bool {
        parts.count >= 2 && parts.count <= 2 + Self.maxDepth && ["org", "user"].contains(parts[0])
            && parts.dropFirst().allSatisfy { NameGrammar.violation(of: $0, at: "path") == nil }
    }

    /// Whether it is an owner's root group.
    var isRoot: Bool { parts.count == 2 }
    /// Such as `org/acme`.
    var owner: String { parts.prefix(2).joined(separator: "/") }
    /// The names below the owner.
    var names: [String] { Array(parts.dropFirst(2)) }
    var parent: GroupPath { GroupPath(parts: Array(parts.dropLast())) }
    var text: String { parts.joined(separator: "/") }
}
