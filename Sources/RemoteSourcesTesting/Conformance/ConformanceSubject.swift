import HTTPTransport
import RemoteSources

/// A driver with what its forge said, and ways to run its operations against a scripted forge.
public struct ConformanceSubject: Sendable {
    let driver: any RemoteSourceDriver
    let recordings: Recordings
    let process: (any ProcessFailures)?

    init(driver: any RemoteSourceDriver, recordings: Recordings, process: (any ProcessFailures)?) {
        self.driver = driver
        self.recordings = recordings
        self.process = process
    }

    func has(_ capability: Capability) -> Bool { driver.manifest.capabilities.contains(capability) }

    /// Whether an operation is asked for: where people give tokens as passwords, nobody makes one.
    func asks(for kind: OperationKind) -> Bool {
        has(kind.capability) && !(kind == .createToken && driver.manifest.passwordIsToken)
    }

    /// The recorded operations that the manifest declares.
    var declaredOperations: [RecordedOperation] { recordings.operations.filter { asks(for: $0.kind) } }

    /// Runs an operation over a forge, through the host.
    func run(
        _ kind: OperationKind, _ arguments: OperationArguments, over forge: ScriptedForge,
        with secrets: KitSecrets = KitSecrets(), at url: String? = nil, pauses: PauseLog = PauseLog(),
        seconds: Int = 60
    ) async -> OperationOutcome {
        let session = session(over: forge, secrets, at: url, pauses: pauses, seconds: seconds)
        do throws(OperationError) {
            let result = try await session.perform(kind.capability) { driver throws(DriverError) in
                try await kind.call(driver, arguments)
            }
            return .result(result.output, secrets: result.secrets)
        } catch {
            return .error(error)
        }
    }

    /// Runs a recorded operation, its recorded answers changed or not.
    func replay(
        _ operation: RecordedOperation, arguments: OperationArguments? = nil, answers: [TransportResponse]? = nil
    ) async -> OperationOutcome {
        await run(
            operation.kind, arguments ?? operation.arguments,
            over: ScriptedForge(answers ?? operation.responses), with: await secrets(of: operation))
    }

    func session(
        over forge: ScriptedForge, _ secrets: KitSecrets = KitSecrets(), at url: String? = nil,
        pauses: PauseLog = PauseLog(), seconds: Int = 60
    ) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: driver, host: DriverHost(transport: forge, pause: { pauses.add($0) }),
            connection: RemoteSourceConnection(apiURL: url ?? recordings.apiURL), credentials: secrets.credentials,
            deadline: .now + .seconds(seconds))
    }

    /// The secrets that a recording was made with, as far as its requests show them.
    func secrets(of operation: RecordedOperation) async -> KitSecrets {
        var secrets = KitSecrets()
        guard let exchange = operation.exchanges.first else { return secrets }
        for name in ["Authorization", "PRIVATE-TOKEN"] {
            guard let value = exchange.headers.first(where: { $0.key.lowercased() == name.lowercased() })?.value,
                !value.hasPrefix("Basic "), let token = value.split(separator: " ").last
            else { continue }
            secrets.accessToken = String(token)
        }
        do throws(DriverError) {
            let call = try await operation.kind.call(driver, operation.arguments)
            secrets.take(from: call.request.body, recorded: exchange)
        } catch {
            // What the driver refuses to ask needs no secrets.
        }
        return secrets
    }
}

/// What an operation led to.
enum OperationOutcome: Sendable {
    case result(JSONTree, secrets: [SecretExtraction.Kind: String])
    case error(OperationError)

    /// `done`, or the error's code.
    var code: String {
        switch self {
        case .result: "done"
        case .error(let error): error.code
        }
    }

    var tree: JSONTree? {
        if case .result(let tree, _) = self { tree } else { nil }
    }

    var secrets: [SecretExtraction.Kind: String] {
        if case .result(_, let secrets) = self { secrets } else { [:] }
    }

    /// For people.
    var text: String {
        switch self {
        case .result(let tree, _): String(tree.text.prefix(200))
        case .error(let error): error.description
        }
    }
}
