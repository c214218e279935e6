package import RemoteSources

/// Something outside that is told what happened at the forges.
package protocol EventSink: Sendable {
    /// Its name, unique among the sinks of a gateway; attempts are kept under it.
    var name: String { get }

    /// Whether it wants events of this kind; it is asked once, before a delivery is stored.
    func accepts(_ kind: RemoteEvent.Kind) -> Bool

    /// Tells it one event, and returns once it has taken it. The same event may come again: it has the same id then.
    ///
    /// Events of a project come one after the other, in order; those of other projects at the same time.
    ///
    /// - Parameter event: What happened.
    /// - Throws: `SinkFailure`, which says whether the event comes again.
    func send(_ event: OutboundEvent) async throws(SinkFailure)
}
