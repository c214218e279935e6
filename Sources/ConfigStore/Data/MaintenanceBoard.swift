package import Foundation

/// What all instances of a store tell each other about maintenance. No generation has it, so an import does not replace it.
package protocol MaintenanceBoard: Sendable {
    /// What was asked for last.
    func maintenance() async throws -> MaintenanceWish

    /// Asks all instances to go into maintenance, or out of it. Asking again for what is wanted changes nothing but a lease.
    ///
    /// - Parameter leaseSeconds: After how many seconds it ends unless somebody asks again; nil when somebody has to end it.
    func wantMaintenance(_ isWanted: Bool, leaseSeconds: Int?) async throws

    /// Ends maintenance whose lease is over, unless somebody has asked for anything since.
    ///
    /// - Parameter wish: What was wanted when the lease began.
    func endMaintenance(wantedBy wish: MaintenanceWish) async throws

    /// Waits until anything else is wanted than what the caller knows, also if it is the same with another lease.
    ///
    /// - Throws: `StoreError.cancelled`, `StoreError.closed`.
    func maintenance(otherThan known: MaintenanceWish) async throws -> MaintenanceWish

    /// Puts up what this instance does now. A report is gone some time after its instance stopped renewing it.
    func report(_ report: InstanceReport) async throws

    /// What the instances reported last, by name.
    func instances() async throws -> [InstanceReport]
}

extension MaintenanceBoard {
    /// The same until somebody asks for something else.
    package func wantMaintenance(_ isWanted: Bool) async throws {
        try await wantMaintenance(isWanted, leaseSeconds: nil)
    }
}

/// Whether maintenance is wanted.
package struct MaintenanceWish: Sendable, Hashable, Codable {
    package var isWanted: Bool
    /// When that was said first; nil when nobody ever has.
    package var time: Date?
    /// How long it is wanted after it was asked for last; nil until somebody ends it.
    package var leaseSeconds: Int?
    /// When it was asked for last, with a lease.
    package var renewed: Date?

    package init(isWanted: Bool, time: Date? = nil) {
        self.isWanted = isWanted
        self.time = time
    }

    /// What is wanted once somebody asks: with a lease it ends no sooner than it would have.
    package func asked(_ isWanted: Bool, leaseSeconds: Int?, now: Date) -> MaintenanceWish {
        if isWanted == self.isWanted, !isWanted || self.leaseSeconds == nil { return self }
        var next = MaintenanceWish(isWanted: isWanted, time: isWanted == self.isWanted ? time : now)
        if isWanted, let leaseSeconds { (next.leaseSeconds, next.renewed) = (leaseSeconds, now) }
        return next
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
    /// The ids of the keys in its keyring; nil where an older version runs.
    package var keys: [String]?

    package init(
        name: String, version: String, mode: Mode, revision: Int, lastSeen: Date, keys: [String]? = nil
    ) {
        self.name = name
        self.version = version
        self.mode = mode
        self.revision = revision
        self.lastSeen = lastSeen
        self.keys = keys
    }
}
