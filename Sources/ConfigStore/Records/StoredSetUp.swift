import ConfigStoreAPI
import Foundation

/// How far a project is set up, as its record has it.
struct StoredSetUp: Codable, Sendable {
    /// What the API answers.
    var shown: ProjectSetUp
    /// Who works on it, and until when nobody else may.
    var leaseHolder: String?
    var leaseEnds: Date?
    /// When somebody looks at it again.
    var lookTime: Date
    /// Sealed for the project's id and these fields' names without `sealed`; empty when there is none.
    var sealedNextKey = ""
    var sealedPreviousWebhookSecret = ""

    /// `<state>/<project>`: the projects in each state.
    static let stateSpace = "project.setup"
    /// `<time>/<project>`: who is looked at next.
    static let lookSpace = "project.look"

    /// What the project holds for it.
    func claims(_ project: String) -> [Claim] {
        [
            Claim(Self.stateSpace, "\(shown.state.rawValue)/\(project)"),
            Claim(Self.lookSpace, "\(Expiry.seconds(lookTime))/\(project)"),
        ]
    }

    /// Of a project that is new, or has another repository than before.
    static func new(publicKey: String, webhookURL: String, holder: String?, now: Date) -> StoredSetUp {
        let leaseEnds = holder.map { _ in now.addingTimeInterval(ProjectSetUps.leaseSeconds) }
        return StoredSetUp(
            shown: ProjectSetUp(state: .settingUp, webhookURL: webhookURL, deployPublicKey: publicKey),
            leaseHolder: holder, leaseEnds: leaseEnds, lookTime: leaseEnds ?? now)
    }

    /// Of a project that was made before there was anything to set up.
    static func never(now: Date) -> StoredSetUp {
        StoredSetUp(shown: ProjectRecord.neverSetUp, lookTime: now)
    }
}

extension ProjectRecord {
    static let neverSetUp = ProjectSetUp(
        state: .failed, message: "this project was never set up at its forge: reconfig does it")

    /// What the API answers.
    var shownSetUp: ProjectSetUp {
        setUp?.shown ?? (configType == .remoteSource ? Self.neverSetUp : ProjectSetUp(state: .ready))
    }
}
