package import Foundation
import ObjectStorage

/// An unbroken chain of segments with checkpoints beside it: one history of one store.
///
/// Where it can't be known that nothing is missing between two commits (an import, a store that was restored, commits that
/// were no longer kept), another line begins, with a checkpoint. Lines sort in the order in which they began.
package struct BackupLine: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// `20260131T120000Z-4f1c09aa`
    package let id: String
    /// When it began.
    package let time: Date

    /// A new line, after the last one, whatever the clock says.
    static func next(after last: BackupLine?, now: Date) -> BackupLine {
        let time = max(now, last.map { $0.time.addingTimeInterval(1) } ?? now)
        let tail = UInt32.random(in: .min ... .max)
        let digits = String(tail, radix: 16)
        return BackupLine(
            id: "\(BackupTime.text(of: time))-" + String(repeating: "0", count: 8 - digits.count) + digits,
            time: BackupTime.date(of: BackupTime.text(of: time)) ?? time)
    }

    private init(id: String, time: Date) {
        self.id = id
        self.time = time
    }

    init?(id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 8, let time = BackupTime.date(of: String(parts[0])) else {
            return nil
        }
        self.init(id: id, time: time)
    }

    package var description: String { id }

    package static func < (left: BackupLine, right: BackupLine) -> Bool { left.id < right.id }

    // MARK: - Keys

    static let prefix = "lines/"
    var checkpointPrefix: String { "\(Self.prefix)\(id)/checkpoints/" }
    var segmentPrefix: String { "\(Self.prefix)\(id)/segments/" }

    func checkpointKey(revision: Int, time: Date) throws -> ObjectKey {
        try ObjectKey("\(checkpointPrefix)\(Self.padded(revision))-\(BackupTime.text(of: time)).ndjson")
    }

    /// Segments lie ten thousand revisions to a folder, so that none grows for ever.
    func segmentKey(first: Int, last: Int) throws -> ObjectKey {
        let name = Self.padded(first)
        return try ObjectKey("\(segmentPrefix)\(name.dropLast(4))/\(name)-\(Self.padded(last)).ndjson")
    }

    /// Before the keys of segments that begin after a revision.
    func segmentKey(after revision: Int) -> String {
        if revision < 0 { return segmentPrefix }
        let name = Self.padded(revision)
        return "\(segmentPrefix)\(name.dropLast(4))/\(name)~"
    }

    /// As many digits as every revision has, so that keys sort as revisions do.
    private static func padded(_ revision: Int) -> String {
        let digits = String(revision)
        return String(repeating: "0", count: max(0, 19 - digits.utf8.count)) + digits
    }
}

/// Times in keys: to the second, as texts that sort.
enum BackupTime {
    private static let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)

    /// `20260131T120000Z`
    static func text(of date: Date) -> String { date.formatted(style) }

    static func date(of text: String) -> Date? {
        guard text.utf8.count == 16, let date = try? style.parse(text) else { return nil }
        return date
    }
}
