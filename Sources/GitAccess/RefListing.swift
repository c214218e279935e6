/// What a repository's refs point to.
package struct RefListing: Sendable, Hashable {
    /// The branch that HEAD points to, as a full ref; nil when it points to none.
    package var head: String?
    /// Branches and tags, sorted by name.
    package var refs: [GitRef]

    package init(head: String?, refs: [GitRef]) {
        self.head = head
        self.refs = refs
    }

    /// The default branch; nil when HEAD is detached.
    package var defaultBranch: String? {
        head.flatMap { $0.hasPrefix("refs/heads/") ? String($0.dropFirst("refs/heads/".count)) : nil }
    }
}

/// A branch or a tag.
package struct GitRef: Sendable, Hashable {
    /// The full name, such as `refs/heads/main`.
    package var name: String
    /// What it points to: a commit, or the object of an annotated tag.
    package var target: String
    /// The commit behind an annotated tag.
    package var peeled: String?

    package init(name: String, target: String, peeled: String? = nil) {
        self.name = name
        self.target = target
        self.peeled = peeled
    }

    /// The commit.
    package var commit: String { peeled ?? target }
}
