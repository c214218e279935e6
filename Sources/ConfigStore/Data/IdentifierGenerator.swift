package import Foundation
import Synchronization

/// Makes record ids: UUID v7 (RFC 9562), in order of creation within a process.
package final class IdentifierGenerator: Sendable {
    private let last = Mutex<(milliseconds: UInt64, counter: UInt16)>((0, 0))
    private let now: @Sendable () -> Date

    /// - Parameter now: The clock.
    package init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    /// A new id in its canonical spelling.
    package func next() -> String {
        let milliseconds = UInt64(max(0, now().timeIntervalSince1970 * 1000))
        let (time, counter) = last.withLock { last in
            if milliseconds > last.milliseconds {
                last = (milliseconds, UInt16.random(in: 0..<2048))
            } else if last.counter < 4095 {
                last.counter += 1
            } else {
                // More than the counter holds in one millisecond: borrow from the next one.
                last = (last.milliseconds + 1, 0)
            }
            return last
        }
        let random = UInt64.random(in: .min ... .max)
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: time >> UInt64(40 - 8 * $0)) }
        bytes.append(0x70 | UInt8(truncatingIfNeeded: counter >> 8))
        bytes.append(UInt8(truncatingIfNeeded: counter))
        bytes.append(0x80 | UInt8(truncatingIfNeeded: random >> 58))
        bytes += (0..<7).map { UInt8(truncatingIfNeeded: random >> UInt64(8 * $0)) }
        return Self.text(bytes)
    }

    /// What no id made before a time comes after, and no id made from then on before.
    package static func first(at time: Date) -> String {
        let milliseconds = UInt64(max(0, time.timeIntervalSince1970 * 1000))
        let bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * $0)) }
        return text(bytes + Array(repeating: 0, count: 10))
    }

    private static func text(_ bytes: [UInt8]) -> String {
        var text = ""
        for (position, byte) in bytes.enumerated() {
            if position == 4 || position == 6 || position == 8 || position == 10 { text += "-" }
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
        return text
    }

    private static let digits = Array("0123456789abcdef".unicodeScalars)
}
