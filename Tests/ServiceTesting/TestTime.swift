package import Foundation
import Synchronization

/// A clock that stands still until a test moves it.
package final class TestTime: Sendable {
    private let value = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    package init() {}

    package var now: Date { value.withLock { $0 } }

    package func advance(_ seconds: Double) { value.withLock { $0 = $0.addingTimeInterval(seconds) } }
}
