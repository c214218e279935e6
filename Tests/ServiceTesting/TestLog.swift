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

    /// All lines so far, oldest first.
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
