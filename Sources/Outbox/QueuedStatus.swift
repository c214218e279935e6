package import Foundation

/// A commit status on its way to a forge.
package struct QueuedStatus: Sendable, Hashable {
    /// How far it has come.
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        case waiting, sent, failed
        /// A newer one of the same commit and context came before it was sent.
        case replaced
    }

    /// A UUID v7: in the order in which they came.
    package var id: String
    package var projectID: String
    package var remoteSourceID: String
    package var sha: String
    /// Which check it is about: the newest of a commit and context counts.
    package var context: String
    /// The state's word, such as `success`.
    package var state: String
    package var description: String
    /// Empty for none.
    package var targetURL: String
    /// The branch or tag, its short name; empty for none.
    package var ref: String
    package var creationTime: Date
    package var outcome = Outcome.waiting
    package var attempts = 0
    /// Why the last attempt failed; empty when none did.
    package var error = ""
    /// When the next attempt is due.
    package var nextTime: Date
    /// When it was sent, or given up.
    package var finishTime: Date?

    package init(
        id: String, projectID: String, remoteSourceID: String, sha: String, context: String, state: String,
        description: String = "", targetURL: String = "", ref: String = "", creationTime: Date
    ) {
        self.id = id
        self.projectID = projectID
        self.remoteSourceID = remoteSourceID
        self.sha = sha
        self.context = context
        self.state = state
        self.description = description
        self.targetURL = targetURL
        self.ref = ref
        self.creationTime = creationTime
        nextTime = creationTime
    }

    /// What its order is kept by: of these, one is sent at a time.
    package var key: Key { Key(projectID: projectID, sha: sha, context: context) }

    package struct Key: Sendable, Hashable {
        let projectID: String
        let sha: String
        let context: String
    }
}
