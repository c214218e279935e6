import ConfigStoreAPI

/// Where the variables are that get a secret of some name from a group or project, or through it.
struct SecretUsers {
    let name: String
    let holder: Holder

    /// What holds each of these variables, and everything in between and above, by id; nothing for those that can't be
    /// reached any more. One query.
    func parents(
        of variables: [Stored<VariableRecord>], in transaction: ActionTransaction
    ) throws -> [String: Parent] {
        var parents = holder.parents
        var keys: Set<RecordKey> = []
        for variable in variables {
            let own = variable.value.parentID
            for level in variable.value.levels(below: holder.id, of: name) {
                let isProject = level == own && variable.value.parentType == .project
                keys.insert(RecordKey(isProject ? ProjectRecord.kind : ProjectGroupRecord.kind, level))
            }
        }
        let names = Dictionary(
            try transaction.records(Array(keys)).map { ($0.id, try Self.name(of: $0)) }
        ) { first, _ in first }
        for variable in variables {
            var path = holder.path
            for level in variable.value.levels(below: holder.id, of: name) {
                guard let name = names[level] else { break }
                path += "/\(name)"
                let isProject = level == variable.value.parentID && variable.value.parentType == .project
                parents[level] = Parent(type: isProject ? .project : .projectGroup, id: level, path: path)
            }
        }
        return parents
    }

    private static func name(of record: Record) throws -> String {
        record.kind == ProjectRecord.kind
            ? try Stored<ProjectRecord>(record).value.name : try Stored<ProjectGroupRecord>(record).value.name
    }
}
