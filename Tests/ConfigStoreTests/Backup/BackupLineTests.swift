import Foundation
import ObjectStorage
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("A line of backups", .serviceLogs, .timeLimit(.minutes(2)))
struct BackupLineTests {
    @Test("goes on after a restart, with what was committed meanwhile and never archived")
    func restarted() async throws {
        try await BackupFixture.with { fixture in
            let start = try await fixture.archiver().position()
            try await fixture.writeCheckpoint(to: start.line)
            try await fixture.write("a")
            let before = try await fixture.archive(from: start)
            try await fixture.write("b")
            try await fixture.reopened { again in
                let position = try await again.archiver().position()
                #expect(position == before)
                try await again.write("c")
                try await again.archive(from: position)
                #expect(try await again.problems().isEmpty)
                #expect(try await again.restored().1 == (try await again.items))
                #expect(try await again.catalog.lines().count == 1)
            }
        }
    }

    @Test("ends where an import took the store's place, and another begins")
    func imported() async throws {
        try await BackupFixture.with { fixture in
            let start = try await fixture.archiver().position()
            try await fixture.writeCheckpoint(to: start.line)
            try await fixture.write("a")
            try await fixture.archive(from: start)
            _ = try await BackupRestore(storage: fixture.storage).restore(to: .latest, into: fixture.store)
            await #expect(throws: Archiver.Broken.self) {
                _ = try await fixture.archiver().next(
                    after: ArchivePosition(beginning: start.line, after: start.revision))
            }
            let next = try await fixture.archiver().position()
            #expect(next.line > start.line)
            try await fixture.writeCheckpoint(to: next.line)
            try await fixture.write("b")
            try await fixture.archive(from: next)
            #expect(try await fixture.restored().1 == (try await fixture.items))
            #expect(try await fixture.problems().isEmpty)
        }
    }

    @Test("ends where more was committed than is kept for it, and another begins")
    func overflown() async throws {
        try await BackupFixture.with(keptBytes: 20_000) { fixture in
            let start = try await fixture.archiver().position()
            try await fixture.write("a")
            let position = try await fixture.archive(from: start)
            for number in 0..<100 { try await fixture.write("many-\(number)") }
            await #expect(throws: Archiver.Broken.self) { _ = try await fixture.archiver().next(after: position) }
            let next = try await fixture.archiver().position()
            #expect(next.line > start.line && next.revision == fixture.store.revision)
        }
    }

    @Test("comes after the one before it, whatever the clock says")
    func clock() {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        let first = BackupLine.next(after: nil, now: now)
        let second = BackupLine.next(after: first, now: now.addingTimeInterval(-3_600))
        let third = BackupLine.next(after: second, now: now)
        #expect(first < second && second < third)
        #expect(BackupLine(id: second.id) == second)
        #expect(BackupLine(id: "20260131-1") == nil && BackupLine(id: "") == nil)
    }

    @Test("keeps as many checkpoints as it is told to, the segments that go with them, and always the last one")
    func retention() async throws {
        try await BackupFixture.with { fixture in
            let now = Date(timeIntervalSince1970: 1_800_000_000)
            let start = try await fixture.archiver().position()
            var position = start
            for day in 0..<6 {
                try await fixture.write("day-\(day)")
                position = try await fixture.archive(from: position)
                try await fixture.writeCheckpoint(
                    to: start.line, time: now.addingTimeInterval(Double(day - 5) * 86_400))
            }
            func apply(_ checkpoints: Int, _ days: Int, at time: Date) async throws -> (checkpoints: Int, segments: Int)
            {
                try await BackupRetention(checkpoints: checkpoints, days: days)
                    .apply(to: fixture.storage, current: start.line, now: time)
                #expect(try await fixture.problems().isEmpty)
                #expect(try await fixture.restored().1 == (try await fixture.items))
                return (try fixture.files("/checkpoints/").count, try fixture.files("/segments/").count)
            }
            #expect(try await apply(100, 100, at: now) == (6, 5))
            #expect(try await apply(4, 100, at: now) == (4, 3))
            #expect(try await apply(100, 2, at: now.addingTimeInterval(1)) == (2, 1))
            #expect(try await apply(1, 1, at: now.addingTimeInterval(86_400 * 365)) == (1, 1))
            try await fixture.write("after")
            #expect(try await fixture.archiver().position() == position)
        }
    }

    @Test("that has ended goes with its last checkpoint")
    func ended() async throws {
        try await BackupFixture.with { fixture in
            let start = try await fixture.archiver().position()
            try await fixture.writeCheckpoint(to: start.line)
            try await fixture.write("a")
            try await fixture.archive(from: start)
            let next = BackupLine.next(after: start.line, now: Date())
            try await fixture.writeCheckpoint(to: next)
            try await BackupRetention(checkpoints: 1, days: 30).apply(to: fixture.storage, current: next, now: Date())
            #expect(try await fixture.catalog.lines() == [next])
            #expect(try fixture.files(".object").count == 1)
        }
    }
}
