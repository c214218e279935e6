import Logging
import NIOCore

/// Puts what a plug-in prints on its standard error into the log: the beginning of each line, and so many a minute.
struct ErrorOutputLog {
    static let maxLineLength = 500
    static let maxLinesPerMinute = 100
    private let logger: Logger
    private let now: @Sendable () -> ContinuousClock.Instant
    private var waiting: [UInt8] = []
    private var minuteEnds: ContinuousClock.Instant?
    private var count = 0

    init(logger: Logger, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.logger = logger
        self.now = now
    }

    mutating func add(_ buffer: ByteBuffer) {
        for byte in buffer.readableBytesView {
            if byte == UInt8(ascii: "\n") {
                finish()
            } else if waiting.count < Self.maxLineLength {
                waiting.append(byte)
            }
        }
    }

    /// Writes the line that has come so far.
    mutating func finish() {
        defer { waiting = [] }
        guard !waiting.isEmpty else { return }
        let now = now()
        if minuteEnds.map({ now >= $0 }) ?? true {
            if count > Self.maxLinesPerMinute {
                logger.info("a plug-in printed more", metadata: ["lines": "\(count - Self.maxLinesPerMinute)"])
            }
            minuteEnds = now + .seconds(60)
            count = 0
        }
        count += 1
        guard count <= Self.maxLinesPerMinute else { return }
        let text = String(decoding: waiting, as: UTF8.self).printable(Self.maxLineLength)
        logger.info("a plug-in printed", metadata: ["text": .string(text)])
    }
}
