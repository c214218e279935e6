/// The drivers that are installed, by config type and driver type.
public struct DriverRegistry: Sendable {
    private var drivers: [RemoteRepositoryConfigType: [String: any RemoteSourceDriver]] = [:]

    /// Creates an empty registry.
    public init() {}

    /// Adds a driver under a type.
    ///
    /// - Parameters:
    ///   - driver: The driver.
    ///   - type: The type that remote sources name, such as `gitea`.
    /// - Throws: `RegistryError`: the type is taken, or the manifest contradicts itself.
    public mutating func register(_ driver: any RemoteSourceDriver, as type: String) throws(RegistryError) {
        let manifest = driver.manifest
        let problems = ManifestRules.problems(of: manifest)
        guard problems.isEmpty else { throw .invalidManifest(id: manifest.id, problems: problems) }
        guard drivers[manifest.configType]?[type] == nil else {
            throw .duplicate(type: type, configType: manifest.configType)
        }
        drivers[manifest.configType, default: [:]][type] = driver
    }

    /// The driver of a type; nil when there is none.
    public func driver(_ configType: RemoteRepositoryConfigType, type: String) -> (any RemoteSourceDriver)? {
        drivers[configType]?[type]
    }

    /// Every type with its driver, sorted.
    public var all: [(configType: RemoteRepositoryConfigType, type: String, driver: any RemoteSourceDriver)] {
        drivers.flatMap { configType, byType in byType.map { (configType, $0.key, $0.value) } }
            .sorted { ($0.0.rawValue, $0.1) < ($1.0.rawValue, $1.1) }
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

/// What a manifest must say about itself.
enum ManifestRules {
    static func problems(of manifest: DriverManifest) -> [String] {
        var problems: [String] = []
        let has = manifest.capabilities.contains
        func check(_ holds: Bool, _ problem: String) {
            if !holds { problems.append(problem) }
        }
        check(!manifest.id.isEmpty && manifest.id.utf8.count <= 100, "its id has 1 to 100 bytes")
        check(
            manifest.contract.isServed,
            "it is for contract \(manifest.contract), this host serves \(ContractVersion.current)")
        check(
            has(.oauth2) == manifest.authTypes.contains(.oauth2), "the capability and the auth type oauth2 go together")
        check(
            has(.passwordLogin) == manifest.authTypes.contains(.password),
            "the capability passwordLogin and the auth type password go together")
        check(has(.oauth2) == (manifest.oauth2 != nil), "the capability oauth2 and its description go together")
        check(has(.oauth2) || !has(.oauth2PKCE) && !has(.oauth2Refresh), "PKCE and refresh need oauth2")
        check(!has(.oauth2) && !has(.passwordLogin) || has(.userInfo), "signing in needs userInfo")
        check(
            has(.webhooks) == !manifest.webhookEvents.isEmpty, "webhooks and the events they subscribe to go together")
        check(has(.events) == !manifest.webhookSchemes.isEmpty, "events and a webhook scheme go together")
        check((1...1000).contains(manifest.limits.pageSize), "a page has 1 to 1,000 items")
        check((1...10_000).contains(manifest.limits.maxPages), "a list has 1 to 10,000 pages")
        return problems
    }
}
