/// Why a sink has not taken an event. The messages are shown to the project's owners: never a secret, never a body.
package enum SinkFailure: Error, Sendable, Hashable {
    /// The event comes again later; not before `after`, when the sink asked for that.
    case retry(status: Int? = nil, message: String, after: Duration? = nil)
    /// The event would be refused again: it is parked, and the next one goes on.
    case refused(status: Int? = nil, message: String)
}
