package import Logging
import Synchronization

/// The log of everything that one test started.
///
/// Every service gets a logger from it, so that the lines of two services, or of two tests that run at the same time,
/// never mix. A test with the `.serviceLogs` trait shows its log when it fails.
package final class TestLog: Sendable {
    /// The log of the test that is running.
    @TaskLocal package static var current = TestLog()

    private let storage = Mutex<(lines: [String], names: [String: Int])>(([], [:]))
    /// What processes that the test started have printed.
    private let processes = Mutex<[(name: String, output: @Sendable () -> String)]>([])

    package init() {}

    /// A logger for one service. A name that is taken in this test gets a number: `configstore-2`.
    ///
    /// - Parameters:
    ///   - service: The service, such as `configstore`.
    ///   - name: Which one of them; the service's name unless given.
    package func logger(service: String, name: String? = nil) -> Logger {
        let wanted = name ?? service
        let count = storage.withLock { storage in
            storage.names[wanted, default: 0] += 1
            return storage.names[wanted] ?? 1
        }
        let unique = count == 1 ? wanted : "\(wanted)-\(count)"
        var logger = Logger(label: service) { _ in TestLogHandler(log: self) }
        logger.logLevel = .trace
        logger[metadataKey: "service"] = .string(service)
        logger[metadataKey: "name"] = .string(unique)
        return logger
    }

    /// Takes what a process prints into the log.
    ///
    /// - Parameters:
    ///   - name: What the process is.
    ///   - output: Everything that it has printed so far.
    package func add(process name: String, output: @escaping @Sendable () -> String) {
        processes.withLock { $0.append((name, output)) }
    }

    /// Everything that the test's services and processes have said, as a failing test shows it.
    package var text: String {
        let outputs = processes.withLock { $0 }.map { "--- \($0.name)\n\($0.output())" }
        return (lines + outputs).joined(separator: "\n")
    }

    /// All lines of services in this process so far, oldest first.
    package var lines: [String] {
        storage.withLock { $0.lines }
    }

    /// Whether any line contains `text`: for secrets that must not be in one.
    package func contains(_ text: String) -> Bool {
        lines.contains { $0.contains(text) }
    }

    fileprivate func append(_ line: String) {
        storage.withLock { $0.lines.append(line) }
    }
}

private struct TestLogHandler: LogHandler {
    let log: TestLog
    var logLevel: Logger.Level = .trace
    var metadata: Logger.Metadata = [:]

    init(log: TestLog) {
        self.log = log
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let text = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        log.append("\(event.level) \(event.message) \(text)")
    }
}
