package import Foundation

/// A run whose states are reported as commit statuses until it is finished.
package struct FollowedRun: Sendable, Hashable {
    /// The run service's id.
    package var id: String
    package var projectID: String
    /// The state that was reported last; empty before the first one.
    package var reported: String
    package var creationTime: Date
    /// When it is looked at again.
    package var nextTime: Date

    package init(id: String, projectID: String, reported: String = "", creationTime: Date) {
        self.id = id
        self.projectID = projectID
        self.reported = reported
        self.creationTime = creationTime
        nextTime = creationTime
    }
}
