import Logging

/// Writes to standard error, and puts metadata into words only when there is a line to write: every request sets some,
/// hardly any logs a line.
struct DeferredLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    /// Its own metadata stay empty.
    private let output: StreamLogHandler

    init(label: String) {
        output = StreamLogHandler.standardError(label: label, metadataProvider: nil)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var event = event
        event.metadata = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        output.log(event: event)
    }
}
