/// The secret that a name leads to from some place.
struct FoundSecret: Sendable {
    let secret: Stored<SecretRecord>
    /// The ids that were looked at: the nearest first, what holds the secret last.
    let levels: [String]
}

extension ActionTransaction {
    /// The nearest secret of each name, in one query.
    ///
    /// - Parameter levels: Where to look, in this order.
    /// - Returns: Those that there are, by name.
    func secrets(_ names: Set<String>, on levels: [String]) throws -> [String: FoundSecret] {
        let keys = names.flatMap { name in levels.map { SecretRecord.nameClaim(parent: $0, name: name).key } }
        let records = try claims(SecretRecord.nameSpace, keys: keys).map { ($0.key, $0.record) }
        let held = Dictionary(records) { first, _ in first }
        var found: [String: FoundSecret] = [:]
        for name in names {
            for (index, level) in levels.enumerated() {
                guard let record = held[SecretRecord.nameClaim(parent: level, name: name).key] else { continue }
                found[name] = FoundSecret(secret: try Stored(record), levels: Array(levels[...index]))
                break
            }
        }
        return found
    }

    /// Requires that a name still leads to the same secret, and that it still has what it had.
    func requireUnchanged(_ found: FoundSecret) {
        requireUnchanged(found.secret.key, revision: found.secret.revision)
        for level in found.levels.dropLast() {
            requireFree(SecretRecord.nameClaim(parent: level, name: found.secret.value.name))
        }
    }
}
