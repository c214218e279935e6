/// Why a plug-in gave no answer. What it says is for the log; a plug-in's own text in it is short and printable.
package enum PluginFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// It can't be started, or is not running.
    case notRunning(String)
    /// It ended, or was ended, before it answered.
    case ended(String)
    /// It did not answer in its time.
    case timedOut
    /// What it sent is not the protocol.
    case badAnswer(String)
    /// It answered with an error.
    case refused(code: Int, message: String)
    /// It has failed too often; nobody asks it until the pause is over.
    case resting(Duration)
    /// More is being asked than it may be asked at a time.
    case busy
    /// The question is larger than a message may be.
    case tooLarge
    /// The request's own deadline came first.
    case deadlinePassed
    /// The caller no longer waits.
    case cancelled

    package var description: String {
        switch self {
        case .notRunning(let reason): "it is not running: \(reason)"
        case .ended(let reason): "it ended: \(reason)"
        case .timedOut: "it did not answer in its time"
        case .badAnswer(let reason): "what it sent is not the protocol: \(reason)"
        case .refused(let code, let message): "it answered with error \(code): \(message)"
        case .resting(let pause): "it failed too often and is left alone for \(pause)"
        case .busy: "too much is being asked at a time"
        case .tooLarge: "the question is larger than a message may be"
        case .deadlinePassed: "the request's deadline came first"
        case .cancelled: "the caller no longer waits"
        }
    }

    /// Whether it is the plug-in's fault.
    var isItsFault: Bool {
        switch self {
        case .notRunning, .ended, .timedOut, .badAnswer, .refused: true
        case .resting, .busy, .tooLarge, .deadlinePassed, .cancelled: false
        }
    }
}

extension String {
    /// The beginning of a text from outside, on one line and without control characters.
    package func printable(_ maxLength: Int = 200) -> String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.prefix(maxLength).map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
