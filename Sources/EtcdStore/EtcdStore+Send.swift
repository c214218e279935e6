import ConfigStore
import EtcdAccess
import ServiceKit

extension EtcdStore {
    /// How long the watch may take to tell what became of a commit whose answer was lost.
    private static let uncertainSeconds = 5.0
    /// What those have to answer who go together: less than anybody has who joins them.
    private static let leastTime = Duration.seconds(1)

    /// What etcd answered, if it did.
    private struct Sent {
        var mark: String
        /// Up to which of etcd's revisions the replica was there before.
        var known: Int
        var answer: Result<EtcdTransaction.Outcome, EtcdError>
    }

    /// Sends a commit, together with others where it comes while others are under way.
    func send(_ commit: PlannedCommit) async throws -> CommitAttempt {
        // One with little time is not to take others along when it is over.
        let goesAlong = CommitGroup.takes(commit) && Self.timeout == EtcdClient.timeout
        if goesAlong, !lane.enter() { return try await lane.wait(commit, deadline: RequestDeadline.current) }
        let sent = await request(commit.transaction)
        if goesAlong { lane.leave() }
        return try await attempts(sent, of: [commit])[0]
    }

    /// Sends what waits, until the store is closed.
    func sendWaiting() async {
        await withDiscardingTaskGroup { group in
            await lane.run { waiting, transaction in
                let now = ContinuousClock.now
                let deadline = waiting.compactMap(\.deadline).min().map { max($0, now + Self.leastTime) }
                let sent = await RequestDeadline.$current.withValue(deadline) { await request(transaction) }
                group.addTask {
                    await RequestDeadline.$current.withValue(deadline) { await self.answer(waiting, sent) }
                }
            }
        }
    }

    private func answer(_ waiting: [CommitLane.Waiting], _ sent: Sent) async {
        do {
            let attempts = try await attempts(sent, of: waiting.map(\.commit))
            for (one, attempt) in zip(waiting, attempts) { one.continuation.resume(returning: attempt) }
        } catch {
            for one in waiting { one.continuation.resume(throwing: error) }
        }
    }

    /// Sends a transaction, with a mark by which the watch tells it apart.
    private func request(_ planned: EtcdTransaction) async -> Sent {
        let mark = outcomes.begin()
        let known = follower.position?.revision ?? 0
        var transaction = planned
        transaction.observed = observed
        transaction.operations.append(.put(key: keys.latest, value: Array(mark.utf8), lease: 0))
        do throws(EtcdError) {
            let outcome = try await client.apply(transaction, timeout: Self.timeout)
            return Sent(mark: mark, known: known, answer: .success(outcome))
        } catch {
            return Sent(mark: mark, known: known, answer: .failure(error))
        }
    }

    /// What became of each of the commits that were sent together, once the replica has it.
    private func attempts(_ sent: Sent, of commits: [PlannedCommit]) async throws -> [CommitAttempt] {
        defer { outcomes.end(sent.mark) }
        // The same for all: they are for one state.
        let offset = commits.first?.offset ?? 0
        switch sent.answer {
        case .success(let outcome):
            // Its revision is one that this instance knows as another one: the watch will tell that, and what counts now.
            if outcome.isApplied, outcome.revision <= sent.known {
                throw StoreError.unavailable("etcd was brought back from a snapshot: whether this was done is open")
            }
            try await progress.wait(for: outcome.revision + offset)
            let branches = commits.count == 1 ? [true] : outcome.branches
            return commits.indices.map { number in
                outcome.isApplied && branches.indices.contains(number) && branches[number]
                    ? .committed(outcome.revision + offset) : .refused
            }
        case .failure(let error):
            guard error.isUncertain, let seen = try await told(sent.mark) else { throw StoreError(error) }
            // Of several, those were applied whose keys were written: no two have the same.
            return commits.map { commit in
                commits.count == 1 || seen.tells(commit.keys) ? .committed(seen.revision + offset) : .refused
            }
        }
    }

    /// Waits for the watch to tell what became of what was sent.
    private func told(_ mark: String) async throws -> CommitOutcomes.Seen? {
        let end = ContinuousClock.now + .seconds(Self.uncertainSeconds)
        while ContinuousClock.now < end {
            if let seen = outcomes.seen(mark) { return seen }
            try checkDeadline()
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// What tells how far the replica has to be to know why something was not applied.
    var observed: [EtcdKeyRange] {
        [keys.latest, keys.state, keys.exclusive].map { EtcdKeyRange(key: $0) }
    }

    /// What is left of the request's time, but no more than any request to etcd has.
    private static var timeout: Duration {
        guard let deadline = RequestDeadline.current else { return EtcdClient.timeout }
        return max(.milliseconds(1), min(EtcdClient.timeout, ContinuousClock.now.duration(to: deadline)))
    }
}
