package import ConfigStoreAPI
package import ServiceKit
package import Validators

/// What a configstore needs to know.
package struct ConfigStoreConfiguration: Sendable {
    /// The folder of the database; made when it is missing.
    package var dataDirectory: String
    /// The keyring; `<dataDirectory>/keyring.json` when nil.
    package var keyringFile: String?
    /// Where the keyring is.
    package var keyringPath: String { keyringFile ?? dataDirectory + "/keyring.json" }
    /// Where to listen; nil when only this process asks.
    package var listen: ListenAddress?
    /// What callers over the socket have to bring. Without one nobody gets in there.
    package var apiToken: String?
    /// What the installed drivers accept now.
    package var drivers: @Sendable () -> [DriverSchema]
    /// How many days the audit log goes back.
    package var auditRetentionDays: Int
    /// Who else looks at changes before they are committed; nil for nobody. Whoever made them runs them.
    package var validators: ValidatorSet?
    /// Where backups go; nil for nowhere.
    package var backup: BackupSettings?
    /// What this instance is called among others, and which version it is.
    package var instanceName: String
    package var version: String
    /// The largest export that is taken in, in bytes.
    package var maxImportBytes: Int
    /// Whether the process is about to stop.
    package var draining: Draining

    package init(
        dataDirectory: String, keyringFile: String? = nil, listen: ListenAddress? = nil, apiToken: String? = nil,
        drivers: @escaping @autoclosure @Sendable () -> [DriverSchema], auditRetentionDays: Int = 90,
        validators: ValidatorSet? = nil, instanceName: String = "configstore", version: String = "development",
        maxImportBytes: Int = 64 << 30, draining: Draining = Draining(), backup: BackupSettings? = nil
    ) {
        self.dataDirectory = dataDirectory
        self.keyringFile = keyringFile
        self.listen = listen
        self.apiToken = apiToken
        self.drivers = drivers
        self.auditRetentionDays = auditRetentionDays
        self.validators = validators
        self.backup = backup
        self.instanceName = instanceName
        self.version = version
        self.maxImportBytes = maxImportBytes
        self.draining = draining
    }
}
