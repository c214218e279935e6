import Foundation
import HeapModule

/// Which projects have deliveries that wait for one sink, and when each is next. A value without clock or lock.
///
/// A project is with one worker at a time, so its deliveries come in order; how many others wait does not matter to it.
struct SinkSchedule {
    private struct Entry {
        /// Since when the project's first delivery waits.
        var since: Date
        var due: Date
        var isTaken = false
        /// How many attempts in a row have failed.
        var failures = 0
    }

    private struct Place: Comparable {
        let due: Date
        let number: Int
        let project: String

        static func < (left: Place, right: Place) -> Bool {
            (left.due, left.number) < (right.due, right.number)
        }
    }

    private var entries: [String: Entry] = [:]
    private var places = Heap<Place>()
    private var number = 0
    /// How many deliveries wait.
    private(set) var depth = 0

    /// When the oldest of the deliveries that wait came.
    var oldest: Date? { entries.values.lazy.map(\.since).min() }

    /// When the next project is due that nobody has taken.
    var nextDue: Date? { places.min?.due }

    /// Whether anything of a project waits.
    func waits(_ project: String) -> Bool { entries[project] != nil }

    /// A delivery waits from now on, or several do.
    mutating func add(_ project: String, count: Int = 1, since: Date, now: Date) {
        depth += count
        if let entry = entries[project] {
            entries[project]?.since = min(entry.since, since)
            return
        }
        entries[project] = Entry(since: since, due: now)
        place(project, at: now)
    }

    /// A project that is due, which nobody else gets until `finish`.
    mutating func take(now: Date) -> String? {
        guard let first = places.min, first.due <= now else { return nil }
        places.removeMin()
        entries[first.project]?.isTaken = true
        return first.project
    }

    /// A worker is done with a project for now.
    ///
    /// - Parameters:
    ///   - done: How many of its deliveries no longer wait.
    ///   - head: Since when its first delivery waits that still does; nil when none does.
    ///   - failed: Whether the last attempt failed and comes again.
    ///   - wait: How long at least is waited for that, in seconds.
    mutating func finish(
        _ project: String, done: Int, head: Date?, failed: Bool, atLeast wait: Double, now: Date, random: Double
    ) {
        depth -= done
        guard var entry = entries[project] else { return }
        guard let head else {
            entries[project] = nil
            return
        }
        entry.failures = failed ? entry.failures + 1 : 0
        entry.since = head
        entry.isTaken = false
        entry.due =
            failed
            ? now.addingTimeInterval(max(wait, Backoff.seconds(afterFailures: entry.failures, random: random))) : now
        entries[project] = entry
        place(project, at: entry.due)
    }

    /// A worker gives a project back without having tried anything.
    mutating func giveBack(_ project: String, due: Date) {
        guard entries[project]?.isTaken == true else { return }
        entries[project]?.isTaken = false
        entries[project]?.due = due
        place(project, at: due)
    }

    private mutating func place(_ project: String, at due: Date) {
        number += 1
        places.insert(Place(due: due, number: number, project: project))
    }
}
