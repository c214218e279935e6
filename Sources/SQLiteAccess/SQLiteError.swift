/// Why a database does not do what was asked, whatever the data.
package enum SQLiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The deadline passed.
    case timedOut
    /// The task was cancelled.
    case cancelled
    /// There is no room: on the disk, or in the file. Nothing was written. The text is for the log.
    case full(String)
    /// The database failed, such as a broken file. The text is for the log.
    case unavailable(String)
    /// The database can't be opened: the text says what to do.
    case unusable(String)
    /// It was closed.
    case closed

    package var description: String {
        switch self {
        case .timedOut: "the deadline passed"
        case .cancelled: "the task was cancelled"
        case .full(let reason), .unavailable(let reason): "the database failed: \(reason)"
        case .unusable(let text): text
        case .closed: "the database is closed"
        }
    }
}
