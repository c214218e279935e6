import ConfigStoreAPI

/// Which secret each value of a variable gets, and why, as somebody sees it from a group or project: a pure function of
/// what is on the levels from there up.
struct VariableResolution {
    /// A secret on a level.
    struct Candidate: Sendable, Hashable {
        let id: String
        let keys: [String]
    }

    /// What is on the levels, the nearest first.
    let levels: [Parent]
    /// Secrets by name, then by the id of what holds them.
    let secrets: [String: [String: Candidate]]
    /// The ids of what holds a variable of a name.
    let variables: [String: Set<String>]

    func resolved(_ variable: Variable) -> Variable {
        var variable = variable
        let own = levels.firstIndex { $0.id == variable.parent.id } ?? 0
        variable.overriddenBy =
            levels[..<own].first { variables[variable.name]?.contains($0.id) ?? false }?.path
        for index in variable.values.indices {
            variable.values[index].resolution = resolution(of: variable.values[index], own: own)
        }
        return variable
    }

    private func resolution(of value: VariableValue, own: Int) -> SecretResolution {
        let candidates = secrets[value.secretName] ?? [:]
        let found = levels.indices.filter { candidates[levels[$0].id] != nil }
        let notConsidered = found.filter { $0 < own }.map { levels[$0].path }
        let exception =
            notConsidered.isEmpty
            ? "" : "; not the one in \(notConsidered.joined(separator: ", ")), which is below the variable"
        guard let index = found.first(where: { $0 >= own }), let secret = candidates[levels[index].id] else {
            return SecretResolution(
                status: .missing, secretID: nil, secretParentPath: nil, overrides: [], notConsidered: notConsidered,
                reason: "there is no secret \(value.secretName) in \(levels[own].path) or further up" + exception)
        }
        let path = levels[index].path
        let overrides = found.filter { $0 > index }.map { levels[$0].path }
        let hasKey = secret.keys.contains(value.secretVar)
        let origin = index == own ? "in \(path) itself" : "inherited from \(path)"
        var reason = hasKey ? origin : "the secret \(origin) has no key \(value.secretVar)"
        if !overrides.isEmpty { reason += ", overrides the one in \(overrides.joined(separator: ", "))" }
        return SecretResolution(
            status: !hasKey ? .missing : index == own ? .own : .inherited, secretID: secret.id,
            secretParentPath: path, overrides: overrides, notConsidered: notConsidered, reason: reason + exception)
    }
}
