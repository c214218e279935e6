import ConfigStoreAPI

/// Secrets, and the variables that get them.
extension AgolaSettling {
    func secret(_ draft: AgolaDraft) throws -> Outcome {
        let (holder, otherwise) = try holder(of: draft)
        if holder == nil { return otherwise }
        let value = try draft.stored(SecretRecord.self).value
        return try named(value.name, value.nameClaim, draft)
    }

    func variable(_ draft: AgolaDraft) throws -> Outcome {
        let (holder, otherwise) = try holder(of: draft)
        if holder == nil { return otherwise }
        var variable = try draft.stored(VariableRecord.self)
        let levels = try levels(of: draft)
        variable.value.uses = []
        for name in Set(variable.value.values.map(\.secretName)).sorted() {
            guard let (secret, count) = try nearest(name, levels) else {
                return .broken("there is no secret \(name) in its place or further up")
            }
            guard secret.has(variable.value.keys(of: name)) else {
                return .broken("the secret \(name) has not all the keys that it needs")
            }
            variable.value.uses.append(.init(secretName: name, levels: Array(levels.prefix(count))))
        }
        let outcome = try named(variable.value.name, variable.value.nameClaim, draft)
        guard case .taken = outcome else { return outcome }
        try scratch.replace(draft, with: variable.value)
        for claim in variable.value.useClaims(draft.id) { try scratch.take(claim, for: draft.key) }
        return .taken
    }

    /// The ids from what holds it up to the root group.
    private func levels(of draft: AgolaDraft) throws -> [String] {
        var levels: [String] = []
        var next = draft.parent
        while let holder = try scratch.draft(next), holder.kind == .group || holder.kind == .project {
            levels.append(holder.id)
            next = holder.parent
        }
        return levels
    }

    /// The nearest secret of a name, and on how many levels it was looked for.
    private func nearest(_ name: String, _ levels: [String]) throws -> (SecretRecord, Int)? {
        for (index, level) in levels.enumerated() {
            guard let key = try scratch.holder(of: SecretRecord.nameClaim(parent: level, name: name)) else { continue }
            return try scratch.object(SecretRecord.self, id: key.id).map { ($0.value, index + 1) }
        }
        return nil
    }
}
