import Validation

/// What is about to happen to one object, as a validator sees it.
package struct ProposedChange: Sendable, Hashable {
    package enum Operation: String, Sendable, Hashable, CaseIterable {
        case create, update, move, delete

        /// What is looked at unless something else is said. Who wants to see what goes has to say so.
        package static let usual: Set<Operation> = [.create, .update, .move]
        package static let all = Set(allCases)
    }

    package var operation: Operation
    /// What the object is: `user`, `project`.
    package var kind: String
    package var id: String
    /// Where the object will be, or was when it goes: `org/acme/group/project`, `user/alice`.
    package var path: String
    /// Where it was, when that is somewhere else.
    package var previousPath: String?
    /// The object as the API answers it, in JSON; nil when there is none.
    package var before: [UInt8]?
    package var after: [UInt8]?

    package init(
        operation: Operation, kind: String, id: String, path: String, previousPath: String? = nil,
        before: [UInt8]? = nil, after: [UInt8]? = nil
    ) {
        self.operation = operation
        self.kind = kind
        self.id = id
        self.path = path
        self.previousPath = previousPath
        self.before = before
        self.after = after
    }

    /// What rules look at: the object as it will be, or as it was when it goes.
    var object: JSONValue? { (after ?? before).flatMap { JSONValue($0) } }

    /// The change as JSON on one line.
    var json: String {
        // A line feed can only be between the values; inside of one it would be escaped.
        func text(_ bytes: [UInt8]?) -> String {
            guard let bytes else { return "null" }
            return String(decoding: bytes.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
        }
        let names = [("operation", operation.rawValue), ("kind", kind), ("id", id), ("path", path)]
        let members = names.map { "\"\($0)\":\(JSONValue.quoted($1))" }
        return "{\(members.joined(separator: ",")),\"before\":\(text(before)),\"after\":\(text(after))}"
    }
}
