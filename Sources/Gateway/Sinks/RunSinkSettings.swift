package import RemoteSources

/// A sink that makes runs at the run service, as it is configured.
package struct RunSinkSettings: Sendable, Hashable {
    package var name: String
    /// The events that it is told of; those that bring commits count.
    package var kinds: Set<RemoteEvent.Kind>

    package init(name: String, kinds: Set<RemoteEvent.Kind> = Set(RemoteEvent.Kind.allCases)) {
        self.name = name
        self.kinds = kinds
    }
}
