package import Instruments
package import Logging
import PluginProcess
package import ServiceLifecycle
package import Validation

/// The validators that are installed.
package struct ValidatorSet: Sendable {
    /// The most violations that one review reports.
    static let maxViolations = 100

    package let all: [any Validator]
    private let logger: Logger

    package init(_ all: [any Validator], logger: Logger) {
        self.all = all
        self.logger = logger
    }

    /// The same with others behind them.
    package func adding(_ others: [any Validator]) -> ValidatorSet {
        others.isEmpty ? self : ValidatorSet(all + others, logger: logger)
    }

    /// Those that have to run.
    package var services: [any Service] { all.compactMap { $0 as? any Service } }

    /// Does work while the validators run that have to.
    package func running<Value>(_ work: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in services { group.addTask { try await service.run() } }
            defer { group.cancelAll() }
            return try await work()
        }
    }

    /// What all validators find wrong, each under its own name, in their order.
    ///
    /// When one of them can't be asked but another has found something, that is what is reported: the change is refused
    /// whatever the first one would say.
    ///
    /// - Throws: `ValidatorFailure` when nothing was found, and one that matters could not be asked.
    package func violations(
        in changes: [ProposedChange], deadline: ContinuousClock.Instant?
    ) async throws(ValidatorFailure) -> Violations {
        let asked = all.compactMap { validator -> (any Validator, [ProposedChange])? in
            let seen = changes.filter(validator.scope.contains)
            return seen.isEmpty ? nil : (validator, seen)
        }
        var found: [Violation] = []
        var failure: ValidatorFailure?
        for result in await results(asked, deadline) {
            switch result {
            case .success(let violations): found += violations
            case .failure(let other): failure = failure ?? other
            }
        }
        if found.isEmpty, let failure { throw failure }
        return Violations(Array(found.prefix(Self.maxViolations)))
    }

    private typealias Answer = Result<[Violation], ValidatorFailure>

    /// Asks all at the same time.
    private func results(
        _ asked: [(validator: any Validator, changes: [ProposedChange])], _ deadline: ContinuousClock.Instant?
    ) async -> [Answer] {
        // The usual case has no task of its own.
        if asked.count == 1 { return [await ask(asked[0].validator, asked[0].changes, deadline)] }
        return await withTaskGroup(of: (Int, Answer).self) { group in
            for (index, (validator, changes)) in asked.enumerated() {
                group.addTask { (index, await ask(validator, changes, deadline)) }
            }
            var answers: [(Int, Answer)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func ask(
        _ validator: any Validator, _ changes: [ProposedChange], _ deadline: ContinuousClock.Instant?
    ) async -> Answer {
        do throws(ValidatorFailure) {
            let found = try await validator.violations(in: changes, deadline: deadline)
            return .success(found.map { $0.of(validator.name) })
        } catch {
            guard case .unavailable(let name, let reason, _) = error else { return .failure(error) }
            logger.warning(
                "a validator could not be asked",
                metadata: [
                    "validator": .string(name), "reason": .string(reason),
                    "on_failure": .string(validator.allowsOnFailure ? "allow" : "refuse"),
                ])
            return validator.allowsOnFailure ? .success([]) : .failure(error)
        }
    }
}

extension ValidatorSet: MetricSource {
    package func metrics() async -> [Metric] {
        Metric.plugins(
            "validator",
            all.compactMap { $0 as? ProcessValidator }.map { validator in
                let health = validator.plugin.health
                return (validator.name, health.state == .running, health.restartCount)
            })
    }
}

extension Violation {
    /// The violation with the validator's name before its code.
    fileprivate func of(_ validator: String) -> Violation {
        Violation(path, Code("\(validator).\(code.rawValue)"), message)
    }
}
