/// What is said of a driver to those who look after it, as JSON.
package struct DriverSummary: Encodable, Sendable {
    package struct Health: Encodable, Sendable {
        package let state: DriverHealth.State
        /// What went wrong last, however long ago.
        package let lastError: String?
        /// Why the plug-ins file, as it is now, is not what runs.
        package let reloadError: String?
    }

    package let type: String
    package let configType: RemoteRepositoryConfigType
    package let form: DriverForm
    package let version: String
    /// In the order of the alphabet.
    package let capabilities: [String]
    package let health: Health

    package init(_ registered: RegisteredDriver, reloadError: String? = nil) {
        let manifest = registered.driver.manifest
        let health = registered.health
        type = registered.type
        configType = registered.configType
        form = registered.form
        version = manifest.version
        capabilities = manifest.capabilities.map(\.rawValue).sorted()
        self.health = Health(state: health.state, lastError: health.lastError, reloadError: reloadError)
    }
}
