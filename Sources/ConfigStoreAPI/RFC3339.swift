import Foundation

/// Times as RFC 3339 writes them. Foundation's own reader takes February 30 and `ZZZ`, and drops fractions of seconds.
enum RFC3339 {
    /// The years 0000 to 9999, in which every time is written.
    private static let bounds = (
        first: Double(days(0, 1, 1)) * 86_400, last: Double(days(10_000, 1, 1)) * 86_400 - 0.001
    )

    /// UTC, with milliseconds.
    static func text(_ date: Date) -> String {
        let time = min(max(date.timeIntervalSince1970, bounds.first), bounds.last)
        let milliseconds = Int((time * 1000).rounded())
        let day = milliseconds.quotient(by: 86_400_000)
        let rest = milliseconds - day * 86_400_000
        let (year, month, dayOfMonth) = civil(day)
        return String(unsafeUninitializedCapacity: 24) { bytes in
            var writer = Writer(bytes: bytes)
            writer.write(year, digits: 4, then: "-")
            writer.write(month, digits: 2, then: "-")
            writer.write(dayOfMonth, digits: 2, then: "T")
            writer.write(rest / 3_600_000, digits: 2, then: ":")
            writer.write(rest / 60_000 % 60, digits: 2, then: ":")
            writer.write(rest / 1000 % 60, digits: 2, then: ".")
            writer.write(rest % 1000, digits: 3, then: "Z")
            return writer.count
        }
    }

    /// The time that `text` is; nil when it is none.
    static func date(_ text: String) -> Date? {
        var scanner = Scanner(rest: Array(text.utf8)[...])
        guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"),
            let day = scanner.number(2), scanner.take("Tt"), let hour = scanner.number(2), scanner.take(":"),
            let minute = scanner.number(2), scanner.take(":"), let second = scanner.number(2),
            let fraction = scanner.fraction(), let offset = scanner.offset(), scanner.rest.isEmpty,
            (1...12).contains(month), (1...length(year, month)).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let time = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: min(max(Double(time) + fraction, bounds.first), bounds.last))
    }

    private static func length(_ year: Int, _ month: Int) -> Int {
        let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
        return days(nextYear, nextMonth, 1) - days(year, month, 1)
    }

    /// Days since 1970-01-01 in the Gregorian calendar, whose years begin with March here: leap days come last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = year.quotient(by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.quotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Every object has two times: as texts put together, they were a third of what encoding a user costs.
    private struct Writer {
        let bytes: UnsafeMutableBufferPointer<UInt8>
        private(set) var count = 0

        init(bytes: UnsafeMutableBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        mutating func write(_ number: Int, digits: Int, then separator: Unicode.Scalar) {
            var rest = number
            for place in (count..<count + digits).reversed() {
                bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            bytes[count + digits] = UInt8(ascii: separator)
            count += digits + 1
        }
    }

    private struct Scanner {
        var rest: ArraySlice<UInt8>

        mutating func take(_ any: String) -> Bool {
            guard let byte = rest.first, any.utf8.contains(byte) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(_ width: Int) -> Int? {
            let digits = rest.prefix(width)
            guard digits.count == width, digits.allSatisfy(Self.isDigit) else { return nil }
            rest.removeFirst(width)
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }

        /// 0 when there is none.
        mutating func fraction() -> Double? {
            guard take(".") else { return 0 }
            let digits = rest.prefix(while: Self.isDigit)
            rest.removeFirst(digits.count)
            return digits.isEmpty ? nil : Double("0." + String(decoding: digits.prefix(9), as: UTF8.self))
        }

        /// In seconds.
        mutating func offset() -> Int? {
            if take("Zz") { return 0 }
            let sign = rest.first == UInt8(ascii: "-") ? -1 : 1
            guard take("+-"), let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60 else {
                return nil
            }
            return sign * (hours * 3600 + minutes * 60)
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        }
    }
}

extension Int {
    /// Rounded down.
    fileprivate func quotient(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
