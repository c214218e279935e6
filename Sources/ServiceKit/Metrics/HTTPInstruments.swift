import HTTPTypes
import Hummingbird
package import Instruments
import Synchronization

/// What a service counts of the requests that it answers: by operation, never by path.
package final class HTTPInstruments: MetricSource {
    /// A route's instruments.
    private struct Operation: Sendable {
        /// 1xx to 5xx.
        let answers = (1...5).map { _ in Counter() }
        let seconds = Histogram.seconds()
    }

    /// The most bytes that one refused request counts for, whatever it says that it has.
    private static let maxRefusedBytes = 1 << 30

    private let service: Metric.Label
    private let description: @Sendable () -> APIDescription
    /// By the route's path and method; each is there from its first request on.
    private let operations = Mutex<[String: [HTTPRequest.Method: Operation]]>([:])
    /// Requests that no route is for.
    private let unknown = Operation()
    private let begun = Counter()
    private let ended = Counter()
    private let refusedBytes = Counter()

    /// - Parameters:
    ///   - service: The service's name.
    ///   - description: Its routes, which have the operations' names; asked for when metrics are.
    package init(service: String, _ description: @escaping @Sendable () -> APIDescription) {
        self.service = Metric.Label("service", service)
        self.description = description
    }

    func begin() { begun.add() }

    /// - Parameter route: The path of the route that has answered, with `{parameters}`.
    func end(_ request: Request, route: String?, status: HTTPResponse.Status, took duration: Duration) {
        ended.add()
        // The router makes the HEAD of every GET.
        let method = request.method == .head ? .get : request.method
        // What no route is for comes with a name that is no path.
        let operation = route.flatMap { $0.hasPrefix("/") ? self.operation($0, method) : nil } ?? unknown
        operation.answers[max(1, min(5, status.code / 100)) - 1].add()
        operation.seconds.observe(duration)
        guard status == .contentTooLarge else { return }
        let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        refusedBytes.add(max(0, min(announced, Self.maxRefusedBytes)))
    }

    package func metrics() async -> [Metric] {
        let used = named.filter { $1.answers.contains { $0.value > 0 } }.sorted { $0.name < $1.name }
        let requests = used.flatMap { name, operation in
            operation.answers.enumerated().filter { $1.value > 0 }.map { place, counter in
                Metric.Sample(labels(name) + [Metric.Label("status", "\(place + 1)xx")], Double(counter.value))
            }
        }
        return [
            Metric(
                .counter, "sallyport_http_requests_total", "Requests that were answered, by the status's class",
                requests),
            .histogram(
                "sallyport_http_request_seconds", "What it took to answer", used.map { ($1.seconds, labels($0)) }),
            .gauge(
                "sallyport_http_requests_in_flight", "Requests that are being answered",
                Double(begun.value - ended.value), [service]),
            .counter(
                "sallyport_http_refused_bytes_total", "What bodies said that they have that were refused as too large",
                refusedBytes.value, [service]),
        ]
    }

    private func operation(_ route: String, _ method: HTTPRequest.Method) -> Operation {
        operations.withLock { operations in
            if let known = operations[route]?[method] { return known }
            let new = Operation()
            operations[route, default: [:]][method] = new
            return new
        }
    }

    private var named: [(name: String, operation: Operation)] {
        let counted = operations.withLock { $0 }
        return [("unknown", unknown)]
            + description().routes.compactMap { route in
                counted[route.path]?[route.method].map { (route.name, $0) }
            }
    }

    private func labels(_ operation: String) -> [Metric.Label] {
        [service, Metric.Label("operation", operation)]
    }
}
