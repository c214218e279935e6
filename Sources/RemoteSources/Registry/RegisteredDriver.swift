/// A driver as the registry has it.
public struct RegisteredDriver: Sendable {
    /// Through a forge's API, or through git alone.
    public let configType: RemoteRepositoryConfigType
    /// The type that remote sources name.
    public let type: String
    /// How the driver is written.
    package let form: DriverForm
    /// The driver.
    public let driver: any RemoteSourceDriver

    /// How the driver is: one that is part of this process runs as long as that does.
    package var health: DriverHealth {
        (driver as? any SupervisedDriver)?.health ?? DriverHealth(state: .running, lastError: nil)
    }
}

/// How a driver is written.
package enum DriverForm: String, Sendable, Hashable, Codable, CaseIterable {
    /// In Swift, as part of the executable.
    case builtin
    /// In YAML.
    case declarative
    /// As a program of its own.
    case process
}

/// A driver that may be there and not work.
package protocol SupervisedDriver: RemoteSourceDriver {
    var health: DriverHealth { get }
}

/// How a driver is, for those who look after it.
package struct DriverHealth: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// It answers.
        case running
        /// It is being started; operations wait for it.
        case restarting
        /// It can't be started, or has failed too often: operations fail at once.
        case broken
    }

    package var state: State
    /// What went wrong last, however long ago.
    package var lastError: String?
    /// How often it was started again.
    package var restartCount: Int

    package init(state: State, lastError: String?, restartCount: Int = 0) {
        self.state = state
        self.lastError = lastError
        self.restartCount = restartCount
    }
}
