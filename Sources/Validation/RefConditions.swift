/// What a run is about.
package struct RunRef: Sendable, Hashable {
    package enum Kind: Sendable, Hashable, CaseIterable {
        case branch, tag, pullRequest
    }

    package var kind: Kind
    /// For a pull request, the branch that it is for: it counts for nothing here.
    package var branch: String
    package var tag: String
    /// Such as `refs/heads/main`.
    package var ref: String

    package init(kind: Kind, branch: String = "", tag: String = "", ref: String) {
        self.kind = kind
        self.branch = branch
        self.tag = tag
        self.ref = ref
    }
}

/// Conditions on what a run is about, ready to be looked at.
package struct RefConditions: Sendable, Hashable {
    package struct Part: Sendable, Hashable {
        package var include: [RefCondition]
        package var exclude: [RefCondition]

        package init(include: [RefCondition] = [], exclude: [RefCondition] = []) {
            self.include = include
            self.exclude = exclude
        }

        /// What was decided before, or what this part has to say about a text.
        func decide(_ text: String, before: Bool) -> Bool {
            if exclude.contains(where: { $0.matches(text) }) { return false }
            return before || include.contains { $0.matches(text) }
        }
    }

    package var branch: Part?
    package var tag: Part?
    package var ref: Part?

    package init(branch: Part? = nil, tag: Part? = nil, ref: Part? = nil) {
        self.branch = branch
        self.tag = tag
        self.ref = ref
    }

    /// Whether a run fulfils them: something is included, and not excluded afterwards, in the order branch, tag, ref.
    ///
    /// The branch counts only for a run of a branch and the tag only for one of a tag. A pull request names the branch
    /// that it is for, and must not get what is meant for that branch.
    package func matches(_ run: RunRef) -> Bool {
        var isMatch = false
        if run.kind == .branch, !run.branch.isEmpty, let branch { isMatch = branch.decide(run.branch, before: isMatch) }
        if run.kind == .tag, !run.tag.isEmpty, let tag { isMatch = tag.decide(run.tag, before: isMatch) }
        if let ref { isMatch = ref.decide(run.ref, before: isMatch) }
        return isMatch
    }
}
