/// A kind of object that validators can look at.
package struct ValidatedKind: Sendable, Hashable {
    package var name: String
    /// Whether its objects are in the tree of organizations and users, and so below something.
    package var isInTree: Bool
    /// The fields that its objects have; nil when any may be.
    package var fields: Set<String>?

    package init(_ name: String, isInTree: Bool = false, fields: Set<String>? = nil) {
        self.name = name
        self.isInTree = isInTree
        self.fields = fields
    }
}
