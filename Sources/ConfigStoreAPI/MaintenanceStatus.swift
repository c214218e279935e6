public import Foundation

/// Whether maintenance is wanted, and what each instance does.
public struct MaintenanceStatus: Codable, Sendable, Hashable {
    /// One instance, as it said last.
    public struct Instance: Codable, Sendable, Hashable {
        public var name: String
        public var version: String
        /// `normal`, `entering`, `maintenance` or `leaving`.
        public var mode: String
        /// The store's revision that it has.
        public var revision: Int
        public var lastSeen: Date

        enum CodingKeys: String, CodingKey {
            case name, version, mode, revision
            case lastSeen = "last_seen"
        }

        public init(name: String, version: String, mode: String, revision: Int, lastSeen: Date) {
            self.name = name
            self.version = version
            self.mode = mode
            self.revision = revision
            self.lastSeen = lastSeen
        }
    }

    public var isWanted: Bool
    /// Since when; nil when it never was asked for.
    public var since: Date?
    /// After how many seconds it ends unless somebody asks again; nil when somebody has to end it.
    public var leaseSeconds: Int?
    public var instances: [Instance]

    enum CodingKeys: String, CodingKey {
        case since, instances
        case isWanted = "is_wanted"
        case leaseSeconds = "lease_seconds"
    }

    public init(isWanted: Bool, since: Date?, leaseSeconds: Int? = nil, instances: [Instance]) {
        self.isWanted = isWanted
        self.since = since
        self.leaseSeconds = leaseSeconds
        self.instances = instances
    }
}
