package import Logging
package import PluginProcess
import ServiceLifecycle
package import Validation

/// A validator that is a process of its own, which speaks JSON-RPC over its standard input and output.
package final class ProcessValidator: Validator, Service {
    /// The version of what is spoken.
    package static let contract = 1

    package let name: String
    package let scope: ValidatorScope
    package let allowsOnFailure: Bool
    package let plugin: SupervisedPlugin<Set<String>?>

    package init(
        name: String, scope: ValidatorScope = ValidatorScope(), allowsOnFailure: Bool = false, command: PluginCommand,
        settings: PluginSettings = PluginSettings(), timing: PluginTiming = PluginTiming(), logger: Logger
    ) {
        self.name = name
        self.scope = scope
        self.allowsOnFailure = allowsOnFailure
        var logger = logger
        logger[metadataKey: "validator"] = .string(name)
        plugin = SupervisedPlugin(command: command, settings: settings, timing: timing, logger: logger) { session in
            let parameters = #"{"contract":\#(Self.contract),"name":\#(JSONValue.quoted(name))}"#
            return await session.ask("initialize", parameters).flatMap(Self.kinds)
        }
    }

    package func run() async throws {
        try await plugin.run()
    }

    package func violations(
        in changes: [ProposedChange], deadline: ContinuousClock.Instant?
    ) async throws(ValidatorFailure) -> [Violation] {
        guard let questions = ValidateMessage.questions(about: changes) else {
            return [Violation(.root, .tooLong, "this is more than a validator can be asked about")]
        }
        var found: [Violation] = []
        for question in questions {
            let answer = await plugin.ask(deadline: deadline) { session, kinds in
                guard let kinds, !question.changes.allSatisfy({ kinds.contains($0.kind) }) else {
                    return await Self.ask(session, question.changes, question.parameters)
                }
                let wanted = question.changes.filter { kinds.contains($0.kind) }
                guard let first = ValidateMessage.questions(about: wanted)?.first else { return .success([]) }
                return await Self.ask(session, first.changes, first.parameters)
            }
            switch answer {
            case .success(let violations): found += violations
            case .failure(let failure): throw self.failure(failure)
            }
        }
        return found
    }

    private static func ask(
        _ session: PluginSession, _ changes: [ProposedChange], _ parameters: String
    ) async -> Result<[Violation], PluginFailure> {
        await session.ask("validate", parameters).flatMap { answer in
            Result { () throws(PluginFailure) in try ValidateMessage.violations(in: answer, about: changes) }
        }
    }

    /// What it says of itself: the contract's version, and the kinds it wants to see; nil for all.
    private static func kinds(_ answer: JSONValue) -> Result<Set<String>?, PluginFailure> {
        guard answer["contract"]?.integer == contract else {
            return .failure(.badAnswer("it does not speak version \(contract) of the contract"))
        }
        guard let kinds = answer["kinds"], kinds != .null else { return .success(nil) }
        guard let names = kinds.list, names.count <= 100, names.allSatisfy({ $0.string != nil }) else {
            return .failure(.badAnswer("its kinds are no list of texts"))
        }
        return .success(Set(names.compactMap(\.string)))
    }

    private func failure(_ failure: PluginFailure) -> ValidatorFailure {
        switch failure {
        case .cancelled: .cancelled
        case .deadlinePassed: .deadlinePassed
        case .busy: .busy(name: name)
        case .resting(let pause):
            .unavailable(
                name: name, reason: failure.description, retryAfterSeconds: max(1, Int(pause.components.seconds) + 1))
        case .notRunning, .ended, .timedOut, .badAnswer, .refused, .tooLarge:
            .unavailable(name: name, reason: failure.description, retryAfterSeconds: 1)
        }
    }
}
