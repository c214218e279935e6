/// One key that was written or deleted.
package struct EtcdWatchEvent: Sendable, Hashable {
    package var key: [UInt8]
    /// Nil when the key was deleted.
    package var value: [UInt8]?
    package var revision: Int
    /// Whether the key was not there before.
    package var isNew: Bool

    package init(key: [UInt8], value: [UInt8]?, revision: Int, isNew: Bool) {
        self.key = key
        self.value = value
        self.revision = revision
        self.isNew = isNew
    }
}

/// What a watch tells: whole revisions, in their order.
package struct EtcdWatchBatch: Sendable, Hashable {
    package var events: [EtcdWatchEvent]
    /// Everything up to this revision has been told.
    package var revision: Int

    package init(events: [EtcdWatchEvent], revision: Int) {
        self.events = events
        self.revision = revision
    }
}
