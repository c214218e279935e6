import ConfigStoreAPI
import ServiceKit
import Validation

/// How somebody refers to something in the tree: by id, or by the path from its owner.
enum TreeReference: Sendable, Hashable {
    case id(String)
    /// `org/acme/backend/api`: the owner's type and name, then the names below it.
    case path(OwnerType, owner: String, names: [String])

    /// The deepest group is this many groups below its root group.
    static let maxDepth = 20

    /// Reads a reference.
    ///
    /// - Parameters:
    ///   - text: Unescaped.
    ///   - minNames: How many names a path needs below its owner.
    /// - Throws: `ServiceError` 400 `invalidPath`.
    init(_ text: String, minNames: Int = 0) throws {
        if UUIDGrammar.isCanonical(text) {
            self = .id(text.lowercased())
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2, let type = OwnerType(rawValue: parts[0]) else {
            throw Self.refusal("a path starts with org/ or user/ and a name; without one, an id is needed")
        }
        let names = Array(parts.dropFirst(2))
        guard names.count >= minNames else { throw Self.refusal("a project's path has its name behind its group's") }
        guard names.count <= Self.maxDepth + 1 else {
            throw Self.refusal("a path has at most \(Self.maxDepth + 1) names below its owner")
        }
        for name in parts.dropFirst() where NameGrammar.violation(of: name, at: "path") != nil {
            throw Self.refusal("one of the names in the path is no name")
        }
        self = .path(type, owner: parts[1], names: names)
    }

    private static func refusal(_ message: String) -> ServiceError {
        ServiceError(.invalid, code: "invalidPath", message)
    }
}
