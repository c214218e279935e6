import ConfigStoreAPI
import ServiceKit
import Validation

/// Why a variable keeps something from being done.
enum SecretUseRefusal {
    /// It gets the secret that would go.
    case name
    /// It needs a key that would not be there.
    case keys
    /// It would not find what it needs where it is moved.
    case place

    /// The most variables that a refusal names.
    static let maxNamed = 10

    /// - Parameters:
    ///   - variables: Those that need the secret, or the first of them; never empty.
    ///   - total: How many there are, when these are not all.
    ///   - secret: The secret's name.
    ///   - holder: What they get it from, or through.
    func error(
        _ variables: [Stored<VariableRecord>], count total: Int? = nil, of secret: String, below holder: Holder,
        in transaction: ActionTransaction
    ) throws -> ServiceError {
        let parents = try SecretUsers(name: secret, holder: holder).parents(
            of: Array(variables.prefix(Self.maxNamed)), in: transaction)
        let paths = variables.prefix(Self.maxNamed).compactMap { variable in
            parents[variable.value.parentID].map { "\($0.path)/\(variable.value.name)" }
        }
        let named = paths.enumerated().map { index, path in
            Violation(FieldPath("variables").appending(index: index), "inUse", path)
        }
        let count = total ?? variables.count
        let who = count == 1 ? "a variable" : "\(count) variables"
        let list = paths.joined(separator: ", ") + (count > paths.count && !paths.isEmpty ? ", …" : "")
        return ServiceError(
            .conflict, code: code, text(who, secret) + (list.isEmpty ? "" : ": \(list)"),
            details: [Violation("variables", "inUse", String(count))] + named)
    }

    private var code: String {
        switch self {
        case .name: "secretInUse"
        case .keys: "secretKeysInUse"
        case .place: "secretsInUse"
        }
    }

    private func text(_ who: String, _ secret: String) -> String {
        switch self {
        case .name:
            "the secret \(secret) is what \(who) would miss (cascade=true gives each the one of this name further up when "
                + "it has the keys, and deletes the others)"
        case .keys: "the secret \(secret) would not have every key that \(who) would need"
        case .place: "from there, \(who) would find no secret \(secret) with the keys"
        }
    }
}
