public import Foundation

/// Which keys seal secrets at rest, and how far changing them has come. Ids of keys are no secret.
public struct KeyringStatus: Codable, Sendable, Hashable {
    /// Sealing everything again with the key that seals now.
    public struct Rotation: Codable, Sendable, Hashable {
        public var startedAt: Date
        /// Nil while it is under way.
        public var finishedAt: Date?
        /// How many records were sealed again.
        public var resealed: Int
        /// How many records could not be opened, and stay as they are; the log names them.
        public var failed: Int

        enum CodingKeys: String, CodingKey {
            case resealed, failed
            case startedAt = "started_at"
            case finishedAt = "finished_at"
        }

        public init(startedAt: Date, finishedAt: Date?, resealed: Int, failed: Int) {
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.resealed = resealed
            self.failed = failed
        }
    }

    /// The id of the key that seals.
    public var sealingKey: String
    /// The ids of all keys that open, the newest first.
    public var keys: [String]
    /// The last rotation; nil when there was none.
    public var rotation: Rotation?

    enum CodingKeys: String, CodingKey {
        case keys, rotation
        case sealingKey = "sealing_key"
    }

    public init(sealingKey: String, keys: [String], rotation: Rotation?) {
        self.sealingKey = sealingKey
        self.keys = keys
        self.rotation = rotation
    }
}
