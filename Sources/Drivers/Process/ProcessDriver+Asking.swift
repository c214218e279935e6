import Logging
import PluginProcess
import RemoteSources
import Validation

/// How operations and answers become messages.
extension ProcessDriver {
    typealias Value = MessageValue
    typealias Reader<Output> = @Sendable (Value) throws(PluginFailure) -> Output

    /// What each operation belongs to. A program is not asked for what it has not declared.
    private static let capabilities: [String: Capability] = [
        "currentUser": .userInfo, "createToken": .passwordLogin, "exchangeCode": .oauth2,
        "refreshTokens": .oauth2Refresh, "repositories": .repositories, "repositoryByPath": .repositories,
        "repositoryByID": .repositories, "ref": .refs, "branches": .refs, "tags": .refs, "commit": .refs,
        "file": .files,
        "deployKeys": .deployKeys, "createDeployKey": .deployKeys, "deleteDeployKey": .deployKeys,
        "webhooks": .webhooks, "createWebhook": .webhooks, "deleteWebhook": .webhooks, "testWebhook": .webhookTest,
        "webhookDeliveries": .webhookDeliveries, "webhookDelivery": .webhookDeliveries,
        "event": .events, "createCommitStatus": .commitStatus, "installation": .appInstallations,
        "createInstallationToken": .appInstallations, "installationRepositories": .appInstallations,
    ]

    /// An operation that asks the forge something.
    ///
    /// - Parameters:
    ///   - operation: What it is called.
    ///   - arguments: What it is about.
    ///   - read: Reads its value.
    func call<Output: Sendable>(
        _ operation: String, _ arguments: [String: Value?] = [:], _ read: @escaping Reader<Output>
    ) async throws(DriverError) -> Call<Output> {
        try require(operation)
        let known = Value.object(arguments.compactMapValues { $0 }).text
        switch try await step(operation, String(known.dropFirst().dropLast()), wanting: .request, read) {
        case .request(let request, let state): return next(operation, request, state: state, read)
        case .failure(let error): throw error
        case .value: preconditionFailure("a step that is not wanted is a failure")
        }
    }

    private func next<Output: Sendable>(
        _ operation: String, _ request: ForgeRequest, state: String, _ read: @escaping Reader<Output>
    ) -> Call<Output> {
        Call(request) { response throws(DriverError) in
            let members = #""operation":"\#(operation)","state":\#(state),"response":\#(response.message)"#
            switch try await step("read", members, wanting: .either, read) {
            case .value(let output): return .done(output)
            case .request(let request, let state): return .next(next(operation, request, state: state, read))
            case .failure(let error): throw error
            }
        }
    }

    /// An operation that needs nobody.
    func value<Output: Sendable>(
        _ operation: String, _ members: String, _ read: @escaping Reader<Output>
    ) async throws(DriverError) -> Output {
        try require(operation)
        switch try await step(operation, members, wanting: .value, read) {
        case .value(let output): return output
        case .failure(let error): throw error
        case .request: preconditionFailure("a step that is not wanted is a failure")
        }
    }

    private func require(_ operation: String) throws(DriverError) {
        if operation == "createToken", manifest.passwordIsToken {
            throw .notSupported("\(manifest.id) makes no tokens: people bring them")
        }
        guard let capability = Self.capabilities[operation], !manifest.capabilities.contains(capability) else { return }
        throw .notSupported("\(manifest.id) has no capability \(capability.rawValue)")
    }

    /// Asks the program once, within its own time and the operation's.
    private func step<Output: Sendable>(
        _ method: String, _ members: String, wanting wanted: WantedStep, _ read: @escaping Reader<Output>
    ) async throws(DriverError) -> DriverStep<Output> {
        let deadline = OperationDeadline.current
        let plugin = process.plugin
        let time = min(plugin.timeout, deadline.map { ContinuousClock.now.duration(to: $0) } ?? plugin.timeout)
        let milliseconds = max(0, Int(time / .milliseconds(1)))
        let message = #"{"timeoutMilliseconds":\#(milliseconds)\#(members.isEmpty ? "" : ",")\#(members)}"#
        let answer: Result<DriverStep<Output>, PluginFailure> = await plugin.ask(deadline: deadline) { session, _ in
            await session.ask(method, message).flatMap { answer in
                Result { () throws(PluginFailure) in try StepMessage.step(answer, wanting: wanted, read) }
            }
        }
        switch answer {
        case .success(let step): return step
        case .failure(let failure): throw self.failure(failure)
        }
    }

    /// What a failure means to whoever asked. Why it happened is in the log, and in the driver's health.
    private func failure(_ failure: PluginFailure) -> DriverError {
        switch failure {
        case .cancelled, .deadlinePassed: return .unavailable("the operation was cut off")
        case .tooLarge: return .unavailable("the forge's answer is larger than \(manifest.id) can be shown")
        case .busy: return .unavailable("\(manifest.id) is being asked too much at a time")
        case .notRunning, .ended, .timedOut, .badAnswer, .refused, .resting:
            logger.warning("a driver could not be asked", metadata: ["reason": .string(failure.description)])
            return .unavailable("the driver \(manifest.id) does not work at the moment")
        }
    }
}
