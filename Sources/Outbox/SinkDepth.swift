package import Foundation

/// How much waits for a sink.
package struct SinkDepth: Sendable, Hashable {
    package var sink: String
    package var waiting: Int
    /// Since when the first delivery waits; nil when none does.
    package var oldest: Date?
}
