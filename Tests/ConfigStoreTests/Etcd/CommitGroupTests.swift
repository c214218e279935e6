import ConfigStore
import EtcdAccess
import ServiceTesting
import Testing

@testable import EtcdStore

@Suite("Commits that go to etcd together", .serviceLogs)
struct CommitGroupTests {
    private static func commit(
        guards: [EtcdTransaction.Compare] = [], writes: [String] = [], common: [EtcdTransaction.Compare] = [],
        bytes: Int = 1
    ) -> PlannedCommit {
        PlannedCommit(
            common: common, guards: guards,
            operations: writes.map {
                .put(key: Array($0.utf8), value: Array(repeating: 0, count: bytes), lease: 0)
            }, isComplete: true)
    }

    private static func absent(_ key: String) -> EtcdTransaction.Compare {
        .init(key: Array(key.utf8), .absent)
    }

    private static func empty(_ prefix: String) -> EtcdTransaction.Compare {
        .init(EtcdKeyRange(prefix: Array(prefix.utf8)), .absent)
    }

    private static func goTogether(_ first: PlannedCommit, _ second: PlannedCommit) -> Bool {
        var group = CommitGroup()
        return group.add(first) && group.add(second)
    }

    @Test("have nothing to do with each other: none writes what another one writes, or compares")
    func apart() {
        let one = Self.commit(guards: [Self.absent("a"), Self.empty("r/")], writes: ["a"])
        #expect(Self.goTogether(one, Self.commit(guards: [Self.absent("b")], writes: ["b"])))
        // Both may rely on the same.
        #expect(Self.goTogether(one, Self.commit(guards: [Self.empty("r/")], writes: ["b"])))
        for other in [
            Self.commit(writes: ["a"]), Self.commit(guards: [Self.absent("a")], writes: ["b"]),
            Self.commit(guards: [Self.empty("a")], writes: ["b"]), Self.commit(writes: ["r/1"]),
            Self.commit(writes: ["b"], common: [Self.absent("state")]),
            Self.commit(writes: ["b"], bytes: 600_000),
        ] {
            #expect(!Self.goTogether(one, other) && !Self.goTogether(other, one))
        }
    }

    @Test("are those whose guards etcd compares itself, and that fit")
    func fitting() {
        var incomplete = Self.commit(writes: ["a"])
        incomplete.isComplete = false
        #expect(!CommitGroup.takes(incomplete))
        #expect(CommitGroup.takes(Self.commit(writes: (0..<64).map { "\($0)" })))
        #expect(!CommitGroup.takes(Self.commit(writes: (0..<65).map { "\($0)" })))
    }

    @Test("are each applied or refused by themselves, in fewer revisions than there are commits")
    func branches() async throws {
        try await EtcdStoreTests.with(2) { _, stores, _ in
            let count = 80
            try await stores[0].commit(
                SQLiteStoreTests.creation("taken", claims: (0..<count / 4).map { Claim("name", "\($0 * 4)") }))
            let start = stores[0].revision
            let revisions = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<count {
                    group.addTask {
                        let claim = Claim("name", "\(number)")
                        do {
                            return try await stores[0].commit(SQLiteStoreTests.creation("\(number)", claims: [claim]))
                        } catch GuardFailure.taken(claim) {
                            #expect(number.isMultiple(of: 4))
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: [Int]()) { if let revision = $1 { $0.append(revision) } }
            }
            #expect(revisions.count == count / 4 * 3)
            #expect(Set(revisions).count < revisions.count / 2)
            for store in stores {
                try await store.wait(for: try #require(revisions.max()))
                let held = try await store.read { try $0.claims(ClaimRange("name", limit: 1_000)) }
                #expect(held.count == count)
                #expect(held.allSatisfy { $0.record.id == (Int($0.key)?.isMultiple(of: 4) == true ? "taken" : $0.key) })
            }
            guard case .commits(let commits) = try await stores[1].commits(after: start, limit: 1_000) else {
                Issue.record("nothing is kept")
                return
            }
            #expect(commits.flatMap(\.changes.puts).count == revisions.count)
            #expect(Set(revisions).isSubset(of: commits.map(\.revision)))
        }
    }

    @Test("are told apart by what was written, when the answer is lost")
    func lostAnswer() {
        let outcomes = CommitOutcomes(instance: "i")
        let mark = outcomes.begin()
        #expect(outcomes.seen(mark) == nil)
        func event(_ key: String, _ revision: Int) -> EtcdWatchEvent {
            EtcdWatchEvent(key: Array(key.utf8), value: [], revision: revision, isNew: true)
        }
        outcomes.note(mark, .init(revision: 7, events: [event("b", 6), event("a", 7)]))
        let seen = outcomes.seen(mark)
        #expect(seen?.tells(Self.commit(writes: ["a", "c"]).keys) == true)
        #expect(seen?.tells(Self.commit(writes: ["b"]).keys) == false)
        outcomes.end(mark)
        #expect(outcomes.seen(mark) == nil)
    }
}
