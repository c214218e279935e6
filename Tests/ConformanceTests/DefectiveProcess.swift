import GiteaDriver
import RemoteSources
import RemoteSourcesTesting
import Synchronization

/// Gitea's driver as a process that fails well, but for one thing.
struct DefectiveProcess: ProcessFailures {
    var fails = true
    var startsAgain = true
    var pauses = true
    var refuses = true

    func running<Value: Sendable>(
        patience: Duration, _ work: @Sendable @escaping (FailingDriver) async throws -> Value
    ) async throws -> Value {
        let life = Life(isMortal: fails, startsAgain: startsAgain)
        return try await work(
            FailingDriver(
                driver: MortalDriver(life: life), patience: .milliseconds(1), fail: { _ in life.fail() },
                failToStart: { life.failToStart($0.count) }, pauses: { [pauses] in pauses ? life.pauses : [] }))
    }

    func refusal(of failure: ProcessFailure) async throws -> String? { refuses ? "\(failure)" : nil }
}

private final class Life: Sendable {
    private struct State {
        var isFailing = false
        var hasFailed = false
        var failingStarts = 0
        var pauses: [Duration] = []
    }

    private let state = Mutex(State())
    private let isMortal: Bool
    private let startsAgain: Bool

    init(isMortal: Bool, startsAgain: Bool) {
        self.isMortal = isMortal
        self.startsAgain = startsAgain
    }

    var pauses: [Duration] { state.withLock { $0.pauses } }
    var hasFailed: Bool { state.withLock { $0.hasFailed } }

    func fail() { state.withLock { $0.isFailing = isMortal } }

    func failToStart(_ count: Int) { state.withLock { $0.failingStarts = count } }

    /// Whether it answers now.
    func answers() -> Bool {
        state.withLock { state in
            guard state.isFailing else { return true }
            state.hasFailed = true
            if startsAgain {
                state.isFailing = false
                state.pauses += (0...state.failingStarts).map { .seconds($0 + 1) }
                state.failingStarts = 0
            }
            return false
        }
    }
}

private struct MortalDriver: SupervisedDriver {
    private let base = GiteaDriver()
    let life: Life

    var manifest: DriverManifest { base.manifest }
    var health: DriverHealth { DriverHealth(state: .running, lastError: life.hasFailed ? "it ended" : nil) }

    func currentUser(credential: CredentialSlot) async throws(DriverError) -> Call<RemoteUser> {
        guard life.answers() else { throw .unavailable("the driver does not work at the moment") }
        return try await base.currentUser(credential: credential)
    }
}
