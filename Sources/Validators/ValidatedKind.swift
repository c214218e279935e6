/// A kind of object that validators can look at.
package struct ValidatedKind: Sendable, Hashable {
    package var name: String
    /// Whether its objects belong to an organization or a user, and so are within something.
    package var isInTree: Bool
    /// The fields that its objects have.
    package var fields: Set<String>

    package init(_ name: String, isInTree: Bool = true, fields: Set<String>) {
        self.name = name
        self.isInTree = isInTree
        self.fields = fields
    }
}
