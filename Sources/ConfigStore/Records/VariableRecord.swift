import ConfigStoreAPI
import Foundation

/// A variable as it is stored.
struct VariableRecord: StoredObject {
    static let kind: RecordKind = "variable"

    struct Value: Codable, Sendable, Hashable {
        var secretName: String
        var secretVar: String
        var when: When?
    }

    /// From where a variable gets the secret of a name.
    struct Use: Codable, Sendable, Hashable {
        var secretName: String
        /// The ids on the way up: the variable's own group or project first, what holds the secret last.
        var levels: [String]
    }

    var name: String
    var parentType: ParentType
    /// The group or project that holds it.
    var parentID: String
    var values: [Value]
    /// One for each secret's name in the values.
    var uses: [Use]
    var creationTime: Date
    var updateTime: Date

    /// One name in each group and project.
    static let nameSpace = "variable.name"
    /// `<level>/<secret's name>/<variable's id>`: that a variable looks for a secret of this name on this level.
    static let useSpace = "variable.secret"

    static func nameClaim(parent: String, name: String) -> Claim { Claim(nameSpace, "\(parent)/\(name)") }
    var nameClaim: Claim { Self.nameClaim(parent: parentID, name: name) }

    static func usePrefix(level: String, secret: String) -> String { "\(level)/\(secret)/" }

    /// What a variable of this id holds for its uses.
    func useClaims(_ id: String) -> Set<Claim> {
        Set(
            uses.flatMap { use in
                use.levels.map { Claim(Self.useSpace, Self.usePrefix(level: $0, secret: use.secretName) + id) }
            })
    }

    /// What it needs of a secret.
    func keys(of secretName: String) -> Set<String> {
        Set(values.filter { $0.secretName == secretName }.map(\.secretVar))
    }
}

extension Variable {
    /// - Parameter parents: What holds the variable and its secrets, by id.
    init?(_ stored: Stored<VariableRecord>, in parents: [String: Parent]) {
        let value = stored.value
        guard let parent = parents[value.parentID] else { return nil }
        let paths = value.uses.map { ($0.secretName, $0.levels.last.flatMap { parents[$0]?.path } ?? "") }
        let found = Dictionary(paths) { first, _ in first }
        self.init(
            id: stored.id, name: value.name, parent: parent,
            values: value.values.map {
                VariableValue(
                    secretName: $0.secretName, secretVar: $0.secretVar, when: $0.when,
                    matchingSecretParentPath: found[$0.secretName] ?? "")
            }, creationTime: value.creationTime, updateTime: value.updateTime, revision: stored.revision)
    }
}
