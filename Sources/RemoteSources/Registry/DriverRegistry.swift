/// The drivers that are installed, by config type and driver type.
public struct DriverRegistry: Sendable {
    private var drivers: [RemoteRepositoryConfigType: [String: RegisteredDriver]] = [:]

    /// Creates an empty registry.
    public init() {}

    /// Adds a driver that is part of the executable under a type.
    ///
    /// - Parameters:
    ///   - driver: The driver.
    ///   - type: The type that remote sources name, such as `gitea`.
    /// - Throws: `RegistryError`: the type is taken, or the manifest contradicts itself.
    public mutating func register(_ driver: any RemoteSourceDriver, as type: String) throws(RegistryError) {
        try register(driver, as: type, form: .builtin)
    }

    /// Adds a driver of any form under a type.
    package mutating func register(
        _ driver: any RemoteSourceDriver, as type: String, form: DriverForm
    ) throws(RegistryError) {
        let manifest = driver.manifest
        let problems = ManifestRules.problems(of: manifest)
        guard problems.isEmpty else { throw .invalidManifest(id: manifest.id, problems: problems) }
        guard drivers[manifest.configType]?[type] == nil else {
            throw .duplicate(type: type, configType: manifest.configType)
        }
        drivers[manifest.configType, default: [:]][type] = RegisteredDriver(
            configType: manifest.configType, type: type, form: form, driver: driver)
    }

    /// The driver of a type; nil when there is none.
    public func driver(_ configType: RemoteRepositoryConfigType, type: String) -> (any RemoteSourceDriver)? {
        drivers[configType]?[type]?.driver
    }

    /// Every type with its driver, sorted.
    public var all: [RegisteredDriver] {
        drivers.values.flatMap(\.values).sorted {
            ($0.configType.rawValue, $0.type) < ($1.configType.rawValue, $1.type)
        }
    }
}

/// Why a driver can't be registered.
public enum RegistryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another driver has the type.
    case duplicate(type: String, configType: RemoteRepositoryConfigType)
    /// The manifest contradicts itself, or is for another contract.
    case invalidManifest(id: String, problems: [String])

    /// What is wrong.
    public var description: String {
        switch self {
        case .duplicate(let type, let configType): "there are two drivers of type \(type) for \(configType.rawValue)"
        case .invalidManifest(let id, let problems):
            "the manifest of \(id) is not valid: \(problems.joined(separator: "; "))"
        }
    }
}
