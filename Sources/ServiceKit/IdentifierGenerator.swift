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
        let high = time << 16 | 0x7000 | UInt64(counter)
        // The two bits of the variant, and 62 random ones.
        let low = 1 << 63 | UInt64.random(in: .min ... .max) >> 2
        return Self.text(high, low)
    }

    /// What no id made before a time comes after, and no id made from then on before.
    package static func first(at time: Date) -> String {
        text(UInt64(max(0, time.timeIntervalSince1970 * 1000)) << 16, 0)
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 36) { characters in
            var position = 0
            for half in [high, low] {
                for shift in stride(from: UInt64(60), through: 0, by: -4) {
                    if position == 8 || position == 13 || position == 18 || position == 23 {
                        characters[position] = UInt8(ascii: "-")
                        position += 1
                    }
                    let digit = UInt8(truncatingIfNeeded: half >> shift) & 15
                    characters[position] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
                    position += 1
                }
            }
            return position
        }
    }
}
