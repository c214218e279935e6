/// Secrets and variables, close enough to each other that they are often needed.
extension OperationGenerator {
    mutating func changeSecret() -> ModelOperation {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: return .createSecret(in: holder, name: secret, data: data)
        case 4..<7:
            let isRename = random.chance(40)
            return .updateSecret(secret, in: holder, name: isRename ? secret : nil, data: isRename ? nil : data)
        default: return .deleteSecret(secret, in: holder, cascade: random.chance(50))
        }
    }

    mutating func changeVariable() -> ModelOperation {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<6: return .createVariable(in: holder, name: variable, values: values)
        case 6..<8:
            let isRename = random.chance(40)
            return .updateVariable(
                variable, in: holder, name: isRename ? variable : nil, values: isRename ? nil : values)
        default: return .deleteVariable(variable, in: holder)
        }
    }

    mutating func lookAtSecrets() -> ModelOperation {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: .secret(secret, in: holder)
        case 1: .secretData(secret, in: holder)
        case 2: .secrets(in: holder)
        case 3: .variable(variable, in: holder)
        default: .variables(in: holder)
        }
    }

    private var holder: ModelHolder {
        mutating get { random.chance(65) ? .projectGroup(place) : .project(project) }
    }

    private var secret: String { mutating get { random.pick(world.secrets) } }
    private var variable: String { mutating get { random.pick(world.variables) } }

    /// Mostly every key, so that most secrets can stand in for each other.
    private var data: [String: String] {
        mutating get {
            let keys = random.chance(70) ? world.keys : [random.pick(world.keys)]
            return Dictionary(uniqueKeysWithValues: keys.map { ($0, random.pick(["1", "2"])) })
        }
    }

    private var values: [ModelValue] {
        mutating get {
            (0..<random.pick([1, 1, 2])).map { _ in ModelValue(secretName: secret, key: random.pick(world.keys)) }
        }
    }
}
