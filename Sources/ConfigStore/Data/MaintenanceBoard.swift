package import Foundation

/// What all instances of a store tell each other about maintenance. No generation has it, so an import does not replace it.
package protocol MaintenanceBoard: Sendable {
    /// What was asked for last.
    func maintenance() async throws -> MaintenanceWish

    /// Asks all instances to go into maintenance, or out of it. Asking again for what is wanted changes nothing.
    func wantMaintenance(_ isWanted: Bool) async throws

    /// Waits until something else is wanted than what the caller knows.
    ///
    /// - Throws: `StoreError.cancelled`, `StoreError.closed`.
    func maintenance(otherThan known: MaintenanceWish) async throws -> MaintenanceWish

    /// Puts up what this instance does now. A report is gone some time after its instance stopped renewing it.
    func report(_ report: InstanceReport) async throws

    /// What the instances reported last, by name.
    func instances() async throws -> [InstanceReport]
}

/// Whether maintenance is wanted.
package struct MaintenanceWish: Sendable, Hashable, Codable {
    package var isWanted: Bool
    /// When that was said; nil when nobody ever has.
    package var time: Date?

    package init(isWanted: Bool, time: Date? = nil) {
        self.isWanted = isWanted
        self.time = time
    }
}

/// What one instance says of itself.
package struct InstanceReport: Sendable, Hashable, Codable {
    package enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// It serves everything.
        case normal
        /// It refuses what is new and finishes what is under way.
        case entering
        /// It serves maintenance, export, import and health, and nothing else is under way.
        case maintenance
        /// It gets ready to serve everything again.
        case leaving
    }

    package var name: String
    package var version: String
    package var mode: Mode
    /// The store's revision that it has.
    package var revision: Int
    package var lastSeen: Date

    package init(name: String, version: String, mode: Mode, revision: Int, lastSeen: Date) {
        self.name = name
        self.version = version
        self.mode = mode
        self.revision = revision
        self.lastSeen = lastSeen
    }
}
