package import ObjectStorage

/// Where backups go, how often, and how many are kept.
package struct BackupSettings: Sendable {
    package var storage: any ObjectStorage
    /// After how many seconds there is another checkpoint.
    package var checkpointInterval: Int
    package var retention: BackupRetention

    /// The version of the product, for what it writes.
    package var product: String

    /// How many bytes of commits wait for the storage. What is more waits no longer: then a checkpoint begins a new line.
    package static let maxWaitingBytes = 256 * 1024 * 1024

    package init(
        storage: any ObjectStorage, checkpointInterval: Int = 86_400, retention: BackupRetention = BackupRetention(),
        product: String
    ) {
        self.storage = storage
        self.checkpointInterval = checkpointInterval
        self.retention = retention
        self.product = product
    }
}
