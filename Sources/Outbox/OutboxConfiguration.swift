/// What an outbox may use, and how long it keeps and tries.
package struct OutboxConfiguration: Sendable, Hashable {
    /// How large its files may become. When what is undelivered fills them, nothing more is taken.
    package var maxBytes: Int
    /// How long a delivery is kept once nothing waits for it, in days.
    package var retentionDays: Int
    /// How long a sink is tried before a delivery is parked, in seconds.
    package var parkAfterSeconds: Int

    /// The least that an outbox can work with, in bytes.
    package static let minBytes = 16 * 1024 * 1024
    /// The most that one is told to use, in bytes.
    package static let maxBytesLimit = 16 * 1024 * 1024 * 1024 * 1024

    package init(
        maxBytes: Int = 2 * 1024 * 1024 * 1024, retentionDays: Int = 30, parkAfterSeconds: Int = 72 * 3_600
    ) {
        self.maxBytes = maxBytes
        self.retentionDays = retentionDays
        self.parkAfterSeconds = parkAfterSeconds
    }
}
