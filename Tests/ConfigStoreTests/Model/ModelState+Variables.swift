/// Variables, whose values are keys of secrets at their place or above it.
extension ModelState {
    mutating func answerVariables(_ operation: ModelOperation, _ newIDs: [String]) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createVariable(let holder, let name, let values):
            let parent = try holderID(holder)
            try requireFreeVariable(name, in: parent)
            try requireSecrets(values, for: parent)
            let id = newIDs.first ?? "new variable"
            variables[id] = Variable(parent: parent, name: name, values: values)
            return .answered(201, [view(variable: id)])
        case .updateVariable(let name, let holder, let newName, let values):
            let id = try variableID(name, in: holder)
            guard var variable = variables[id] else { return .answered(200, []) }
            if let values { try requireSecrets(values, for: variable.parent) }
            if let newName, newName != name { try requireFreeVariable(newName, in: variable.parent) }
            variable.name = newName ?? name
            variable.values = values ?? variable.values
            variable.revision += 1
            variables[id] = variable
            return .answered(200, [view(variable: id)])
        case .deleteVariable(let name, let holder):
            variables[try variableID(name, in: holder)] = nil
            return .answered(204, [])
        case .variable(let name, let holder):
            return .answered(200, [view(variable: try variableID(name, in: holder))])
        case .variables(let holder):
            let levels = levels(of: try holderID(holder))
            let found = levels.flatMap { level in
                variables.filter { $0.value.parent == level }.sorted { $0.value.name < $1.value.name }
            }
            return .answered(200, found.map { view(variable: $0.key) })
        default: preconditionFailure("\(operation) is not about variables")
        }
    }

    /// Everything in a group or project that is moved finds what it needs from its new place too, or stays where it is.
    mutating func moveVariables(in holder: String, to destination: String) throws(Refusal) {
        let levels = levels(of: destination)
        var lacking: [String: [String]] = [:]
        var moved: [String] = []
        for (id, variable) in variables.sorted(by: { $0.key < $1.key }) {
            let own = self.levels(of: variable.parent)
            guard let top = own.firstIndex(of: holder) else { continue }
            let outside = Set(variable.values.map(\.secretName)).filter { nearest($0, on: Array(own[...top])) == nil }
            if !outside.isEmpty { moved.append(id) }
            for name in outside {
                let found = nearest(name, on: levels).flatMap { secrets[$0] }
                if found.map({ keys(of: name, neededBy: id).isSubset(of: $0.data.keys) }) != true {
                    lacking[name, default: []].append(id)
                }
            }
        }
        if let first = lacking.min(by: { $0.key < $1.key }) { try refuse(first.value, code: "secretsInUse") }
        for id in moved { variables[id]?.revision += 1 }
    }

    /// The variables that look for a secret's name on a level.
    func users(of name: String, at level: String) -> [String] {
        variables.filter { _, variable in
            guard variable.values.contains(where: { $0.secretName == name }) else { return false }
            let levels = levels(of: variable.parent)
            return levels.firstIndex(of: level).map { nearest(name, on: Array(levels[..<$0])) == nil } ?? false
        }.keys.sorted()
    }

    func keys(of secret: String, neededBy variable: String) -> Set<String> {
        Set(variables[variable]?.values.filter { $0.secretName == secret }.map(\.key) ?? [])
    }

    /// The id of the first secret of a name.
    func nearest(_ name: String, on levels: [String]) -> String? {
        levels.lazy.compactMap { level in
            secrets.first { $0.value.parent == level && $0.value.name == name }?.key
        }.first
    }

    /// Refuses what variables keep from being done, and names the first of them.
    func refuse(_ users: [String], code: String) throws(Refusal) {
        if users.isEmpty { return }
        let named = users.prefix(10).enumerated().map { index, id in
            "variables[\(index)]=\(path(ofHolder: variables[id]?.parent ?? ""))/\(variables[id]?.name ?? "")"
        }
        throw Refusal(status: 409, code: code, details: ["variables=\(users.count)"] + named)
    }

    private func requireSecrets(_ values: [ModelValue], for parent: String) throws(Refusal) {
        let levels = levels(of: parent)
        let missing = values.enumerated().compactMap { index, value -> String? in
            guard let secret = nearest(value.secretName, on: levels) else { return "values[\(index)].secret_name" }
            return secrets[secret]?.data[value.key] == nil ? "values[\(index)].secret_var" : nil
        }
        if !missing.isEmpty { throw Refusal(status: 400, code: "invalidVariableValues", details: missing) }
    }

    private func requireFreeVariable(_ name: String, in parent: String) throws(Refusal) {
        if variables.values.contains(where: { $0.parent == parent && $0.name == name }) {
            throw Self.taken("variableAlreadyExists", "name")
        }
    }

    private func variableID(_ name: String, in holder: ModelHolder) throws(Refusal) -> String {
        let parent = try holderID(holder)
        guard let id = variables.first(where: { $0.value.parent == parent && $0.value.name == name })?.key else {
            throw Refusal(status: 404, code: "variableDoesNotExist")
        }
        return id
    }

    private func view(variable id: String) -> ModelView {
        guard let variable = variables[id] else { return ModelView(id, []) }
        let levels = levels(of: variable.parent)
        let values = variable.values.map { value in
            let parent = nearest(value.secretName, on: levels).flatMap { secrets[$0]?.parent } ?? ""
            return "\(value) from \(path(ofHolder: parent))"
        }
        return ModelView(
            id, [variable.name, path(ofHolder: variable.parent)] + values + ["r\(variable.revision)"])
    }
}
