/// Whether a service is to be in maintenance, and what each of its instances does.
public struct MaintenanceStatus: Codable, Sendable, Hashable {
    /// One instance, as it said last.
    public struct Instance: Codable, Sendable, Hashable {
        public var name: String
        public var version: String
        /// `normal`, `entering`, `maintenance` or `leaving`.
        public var mode: String
        /// The store's revision that it has.
        public var revision: Int
        /// RFC 3339.
        public var lastSeen: String

        enum CodingKeys: String, CodingKey {
            case name, version, mode, revision
            case lastSeen = "last_seen"
        }
    }

    public var isWanted: Bool
    /// Since when, RFC 3339; nil when it never was asked for.
    public var since: String?
    /// After how many seconds it ends unless somebody asks again; nil when somebody has to end it.
    public var leaseSeconds: Int?
    public var instances: [Instance]

    enum CodingKeys: String, CodingKey {
        case since, instances
        case isWanted = "is_wanted"
        case leaseSeconds = "lease_seconds"
    }

    /// Whether every instance does what is wanted.
    public var isReached: Bool {
        instances.allSatisfy { $0.mode == (isWanted ? "maintenance" : "normal") }
    }
}
