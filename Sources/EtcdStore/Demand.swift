import Synchronization

/// Tells whoever applies what was told that somebody waits for it.
final class Demand: Sendable {
    private let listener = Mutex<(@Sendable () -> Void)?>(nil)

    /// Whom it is told from now on; nil for nobody.
    func raise(to listener: (@Sendable () -> Void)?) { self.listener.withLock { $0 = listener } }

    func raise() { listener.withLock { $0 }?() }
}
