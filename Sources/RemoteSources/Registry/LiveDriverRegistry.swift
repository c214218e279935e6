package import Instruments
import Synchronization

/// The drivers that are installed now, while that changes. Operations that are under way go on with theirs.
package final class LiveDriverRegistry: Sendable {
    private struct State {
        var registry: DriverRegistry
        var refusal: String?
    }

    private let state: Mutex<State>

    package init(_ registry: DriverRegistry) {
        state = Mutex(State(registry: registry))
    }

    package var current: DriverRegistry { state.withLock { $0.registry } }

    /// Why what is written now is not what is installed; nil when it is.
    package var refusal: String? { state.withLock { $0.refusal } }

    /// Other drivers take over.
    package func replace(with registry: DriverRegistry) {
        state.withLock { $0 = State(registry: registry) }
    }

    /// What is written now is not good enough: everything stays as it is.
    package func refuse(_ reason: String) {
        state.withLock { $0.refusal = reason }
    }
}

extension LiveDriverRegistry: MetricSource {
    package func metrics() async -> [Metric] {
        Metric.plugins(
            "driver",
            current.all.filter { $0.form == .process }.map { registered in
                let health = registered.health
                return (registered.type, health.state == .running, health.restartCount)
            })
    }
}
