import Foundation
import ObjectStorage
import ServiceTesting
import Testing

@testable import ConfigStore

@Suite("A backup", .serviceLogs, .timeLimit(.minutes(2)))
struct BackupTests {
    @Test("of a checkpoint and an archive has everything that was archived, and nothing else")
    func restored() async throws {
        try await BackupFixture.with { fixture in
            try await fixture.write("before")
            var position = try await fixture.archiver().position()
            try await fixture.write("a")
            position = try await fixture.archive(from: position)
            try await fixture.writeCheckpoint(to: position.line)
            for name in ["b", "c", "ä", "0"] {
                try await fixture.write(name)
                position = try await fixture.archive(from: position)
            }
            let archived = try await fixture.items
            try await fixture.write("lost")
            let (outcome, items) = try await fixture.restored()
            #expect(items == archived)
            #expect(outcome.revision == position.revision && outcome.commitCount == 12)
            #expect(outcome.counts.records == 6)
            #expect(try await fixture.problems().isEmpty)
        }
    }

    @Test("has an end behind its checkpoint, also where that was taken in the middle of a segment")
    func end() async throws {
        try await BackupFixture.with { fixture in
            let start = try await fixture.archiver().position()
            try await fixture.write("a")
            try await fixture.writeCheckpoint(to: start.line)
            try await fixture.write("b")
            try await fixture.archive(from: start)
            #expect(try await fixture.catalog.summaries().map(\.archived?.revision) == [fixture.store.revision])
            try await fixture.writeCheckpoint(to: start.line)
            #expect(try await fixture.catalog.summaries().map(\.archived) == [nil])
        }
    }

    @Test("is restored to any of its revisions")
    func revisions() async throws {
        try await BackupFixture.with { fixture in
            let start = try await fixture.archiver().position()
            try await fixture.writeCheckpoint(to: start.line)
            var states: [(revision: Int, items: [StoredItem])] = []
            var position = start
            for name in ["a", "b", "c"] {
                try await fixture.write(name)
                states.append((fixture.store.revision, try await fixture.items))
                if name != "b" { position = try await fixture.archive(from: position) }
                if name == "b" { try await fixture.writeCheckpoint(to: start.line) }
            }
            for state in states {
                let (outcome, items) = try await fixture.restored(to: .revision(state.revision))
                #expect(outcome.revision == state.revision && items == state.items)
            }
            await #expect(throws: BackupProblem.self) {
                _ = try await fixture.restored(to: .revision(position.revision + 1))
            }
        }
    }

    @Test("is restored to a time: what was committed until then, and no later")
    func time() async throws {
        try await BackupFixture.with { fixture in
            let start = try await fixture.archiver().position()
            try await fixture.writeCheckpoint(to: start.line, time: Date(timeIntervalSinceNow: -60))
            try await fixture.write("a")
            try await fixture.archive(from: start)
            guard case .commits(let kept) = try await fixture.store.commits(after: fixture.store.revision - 1, limit: 1)
            else { throw BackupProblem("the last commit is not kept") }
            let last = try #require(kept.first)
            let (before, none) = try await fixture.restored(to: .time(Date(timeIntervalSinceNow: -30)))
            #expect(before.commitCount == 0 && none.isEmpty)
            let (after, items) = try await fixture.restored(to: .time(last.time))
            #expect(after.revision == last.revision)
            #expect(items == (try await fixture.items))
            await #expect(throws: BackupProblem.self) { _ = try await fixture.restored(to: .time(.distantPast)) }
        }
    }

    @Test("whose segment is missing or damaged is not restored by half, and verify names what it lacks")
    func damaged() async throws {
        try await BackupFixture.with { fixture in
            var position = try await fixture.archiver().position()
            try await fixture.writeCheckpoint(to: position.line)
            var revisions: [Int] = []
            for name in ["a", "b", "c"] {
                try await fixture.write(name)
                position = try await fixture.archive(from: position)
                revisions.append(position.revision)
            }
            #expect(try await fixture.problems().isEmpty)
            let segments = try fixture.files("/segments/")
            #expect(segments.count == 3)
            let whole = try Data(contentsOf: URL(filePath: segments[1]))
            for damage in [Data(whole.dropLast(5)), Data(), Self.changed(whole)] {
                try damage.write(to: URL(filePath: segments[1]))
                let problems = try await fixture.problems()
                let name = try #require(segments[1].split(separator: "/").last?.dropLast(7))
                #expect(problems.count == 1 && problems[0].contains(name))
                await #expect(throws: BackupProblem.self) { _ = try await fixture.restored() }
            }
            try FileManager.default.removeItem(atPath: segments[1])
            let problems = try await fixture.problems()
            #expect(problems.count == 1)
            #expect(problems.first?.contains("revisions \(revisions[0] + 1) to \(revisions[1]) are missing") == true)
            let error = await #expect(throws: BackupProblem.self) { _ = try await fixture.restored() }
            #expect(error?.message.contains("--to-revision \(revisions[0])") == true)
            #expect(try await fixture.restored(to: .revision(revisions[0])).0.revision == revisions[0])
        }
    }

    @Test("whose checkpoint is damaged is not restored, and the store stays as it was")
    func damagedCheckpoint() async throws {
        try await BackupFixture.with { fixture in
            try await fixture.write("a")
            let position = try await fixture.archiver().position()
            try await fixture.writeCheckpoint(to: position.line)
            let file = try #require(try fixture.files("/checkpoints/").first)
            let whole = try Data(contentsOf: URL(filePath: file))
            let generations = try await fixture.store.generations().map(\.number)
            for damage in [Data(whole.dropLast(5)), Data(whole.prefix(100)), Data(), Self.changed(whole)] {
                try damage.write(to: URL(filePath: file))
                #expect(try await fixture.problems().count == 1)
                await #expect(throws: BackupProblem.self) {
                    _ = try await BackupRestore(storage: fixture.storage).restore(to: .latest, into: fixture.store)
                }
                #expect(try await fixture.store.generations().map(\.number) == generations)
            }
        }
    }

    @Test("that has nothing says so")
    func empty() async throws {
        try await BackupFixture.with { fixture async throws in
            #expect(try await fixture.problems() == ["there is no checkpoint: nothing can be restored"])
            await #expect(throws: BackupProblem.self) { _ = try await fixture.restored() }
        }
    }

    /// One letter in the middle is another one.
    private static func changed(_ data: Data) -> Data {
        var data = data
        let middle = data.startIndex + data.count / 2
        data[middle] = data[middle] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
        return data
    }
}
