import Synchronization

/// A number that only grows. Counting takes some nanoseconds, on any thread.
package final class Counter: Sendable {
    private let number = Atomic(0)

    package init() {}

    package func add(_ amount: Int = 1) { number.wrappingAdd(amount, ordering: .relaxed) }

    package var value: Int { number.load(ordering: .relaxed) }
}
