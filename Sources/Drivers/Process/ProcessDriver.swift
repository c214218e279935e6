package import Logging
package import PluginProcess
package import RemoteSources
import Synchronization
import Validation

/// A driver that is a program of its own, which speaks JSON-RPC over its standard input and output.
///
/// The program gets what an operation is about, and a forge's answers; it gives descriptions of requests, and values. It
/// keeps nothing between two messages, so that it may end and be started again at any time. docs/drivers.md has the
/// messages.
package struct ProcessDriver: SupervisedDriver {
    package let manifest: DriverManifest
    /// What runs as long as this driver, or a copy of it, is held by somebody.
    package let process: DriverProcess
    let links: LinkTemplates
    let logger: Logger
    /// When nobody holds it any longer, neither is the driver used any longer.
    private let lease: DriverLease

    /// The largest message of a program.
    static let maxMessageBytes = 16 * 1024 * 1024
    /// The largest message to it: the largest delivery, or answer of a forge, as a text in JSON, which may need twice its
    /// bytes.
    static let maxQuestionBytes = 64 * 1024 * 1024

    /// Starts a program for as long as it takes to introduce itself.
    ///
    /// - Parameters:
    ///   - command: The program.
    ///   - type: The type under which remote sources name the driver.
    ///   - settings: How long it may take, and how often it may fail.
    ///   - timing: Clock, pauses and randomness.
    ///   - logger: For what it says and how it ends.
    /// - Returns: The driver. It answers once its process runs.
    /// - Throws: `PluginFailure` when it doesn't introduce itself.
    package static func load(
        _ command: PluginCommand, type: String, settings: PluginSettings = PluginSettings(),
        timing: PluginTiming = PluginTiming(), logger: Logger
    ) async throws(PluginFailure) -> ProcessDriver {
        var settings = settings
        settings.maxMessageBytes = maxMessageBytes
        settings.maxQuestionBytes = maxQuestionBytes
        settings.maxQueuedBytes = 4 * maxQuestionBytes
        var logger = logger
        logger[metadataKey: "driver"] = .string(type)
        let first = FirstIntroduction()
        // A life of its own: the driver's process is another one, which waits until somebody runs it.
        let trial = plugin(command, type, settings, timing, logger, first)
        let introduction = await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await trial.run() }
            defer { group.cancelAll() }
            return await trial.introduction
        }
        return ProcessDriver(
            try introduction.get(), plugin(command, type, settings, timing, logger, first), logger)
    }

    private static func plugin(
        _ command: PluginCommand, _ type: String, _ settings: PluginSettings, _ timing: PluginTiming, _ logger: Logger,
        _ first: FirstIntroduction
    ) -> SupervisedPlugin<DriverIntroduction> {
        SupervisedPlugin(command: command, settings: settings, timing: timing, logger: logger) { session in
            let contract = ContractVersion.current.description
            let answer = await session.ask(
                "initialize", #"{"contract":"\#(contract)","type":\#(MessageValue.quoted(type))}"#)
            return answer.flatMap { answer in
                Result { () throws(PluginFailure) in try first.checked(try ManifestMessage.introduction(answer)) }
            }
        }
    }

    private init(_ introduction: DriverIntroduction, _ plugin: SupervisedPlugin<DriverIntroduction>, _ logger: Logger) {
        manifest = introduction.manifest
        links = introduction.links
        self.logger = logger
        lease = DriverLease()
        process = DriverProcess(plugin: plugin, released: lease.released)
    }

    package var health: DriverHealth {
        let health = process.plugin.health
        let state: DriverHealth.State =
            switch health.state {
            case .running: .running
            case .restarting: .restarting
            case .broken: .broken
            }
        return DriverHealth(state: state, lastError: health.lastError, restartCount: health.restartCount)
    }
}

/// What a program says of itself.
package struct DriverIntroduction: Sendable, Hashable {
    var manifest: DriverManifest
    var links: LinkTemplates
}

/// A manifest is constant for the life of a driver: whoever starts again says the same as the first time.
private final class FirstIntroduction: Sendable {
    private let known = Mutex<DriverIntroduction?>(nil)

    func checked(_ introduction: DriverIntroduction) throws(PluginFailure) -> DriverIntroduction {
        let first = known.withLock { known in
            known = known ?? introduction
            return known
        }
        guard first == introduction else { throw .badAnswer("its manifest is not the one of its first start") }
        return introduction
    }
}
