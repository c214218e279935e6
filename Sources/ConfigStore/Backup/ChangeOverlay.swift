/// What commits changed since a checkpoint: of each thing only how it was left.
///
/// It is as large as what was changed, not as what was committed.
struct ChangeOverlay: Sendable {
    /// Nil for what is gone.
    private var changes: [ItemPlace: StoredItem?] = [:]

    mutating func apply(_ commit: Commit) {
        let change = commit.changes
        // The order in which a store applies them: what is released may be taken by another in the same commit.
        for claim in change.releases { changes[ItemPlace(claim)] = .some(nil) }
        for reference in change.removedReferences { changes[ItemPlace(reference)] = .some(nil) }
        for record in change.puts { changes[ItemPlace(record.key)] = .some(.record(record)) }
        for reference in change.addedReferences { changes[ItemPlace(reference)] = .some(.reference(reference)) }
        for key in change.deletes { changes[ItemPlace(key)] = .some(nil) }
        for taken in change.takes { changes[ItemPlace(taken.claim)] = .some(.claim(taken)) }
    }

    /// Merges the changes into what a checkpoint has, in the order of an export.
    struct Merge {
        private var rest: ArraySlice<(key: ItemPlace, value: StoredItem?)>

        init(_ overlay: ChangeOverlay) {
            rest = overlay.changes.map { (key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }[...]
        }

        /// What becomes of some things, and what belongs before the last of them.
        mutating func next(_ items: [StoredItem]) -> [StoredItem] {
            var merged: [StoredItem] = []
            for item in items {
                let place = ItemPlace(item)
                while let first = rest.first, first.key < place {
                    if let changed = first.value { merged.append(changed) }
                    rest.removeFirst()
                }
                if let first = rest.first, first.key == place {
                    if let changed = first.value { merged.append(changed) }
                    rest.removeFirst()
                } else {
                    merged.append(item)
                }
            }
            return merged
        }

        /// What belongs behind everything that the checkpoint has.
        mutating func end() -> [StoredItem] {
            defer { rest = [] }
            return rest.compactMap(\.value)
        }
    }
}
