package import ConfigStore
import EtcdAccess
import SQLiteAccess
import ServiceKit

extension EtcdStore {
    /// How often a commit is tried that is not refused by a guard, but by what others do at the same time.
    private static let maxAttempts = 30
    /// After so many attempts a commit whose guards don't fit into comparisons keeps others out.
    private static let sharedAttempts = 3
    /// How long the watch may take to tell what became of a commit whose answer was lost.
    private static let uncertainSeconds = 5.0

    private enum Attempt {
        case committed(Int)
        /// Something was not as it should be; the replica has what it was.
        case refused
    }

    @discardableResult
    package func commit(_ transaction: Transaction) async throws -> Int {
        var view = try await transaction.needsView ? view(of: transaction) : nil
        for attempt in 0..<Self.maxAttempts {
            try checkDeadline()
            if let plan = try plan(transaction, view: view) {
                if !plan.isComplete, attempt >= Self.sharedAttempts { return try await commitAlone(transaction) }
                if case .committed(let revision) = try await send(plan.transaction, plan.offset) { return revision }
            }
            view = try await self.view(of: transaction)
            // Nothing that the guards are about has changed: whoever commits alone is done soon.
            if attempt > 0 { try await pause(attempt) }
        }
        throw StoreError.unavailable(follower.obstacle ?? "others keep etcd busy with large changes")
    }

    /// The transaction for etcd, and whether all its guards are in it. Where they don't fit, they hold as long as nobody
    /// has committed since the view.
    ///
    /// - Returns: Nil when the view is needed first.
    private func plan(
        _ transaction: Transaction, view: CommitPlan.View?
    ) throws -> (transaction: EtcdTransaction, isComplete: Bool, offset: Int)? {
        let state = view?.position.state ?? follower.state
        let data = DataKeys(keys, generation: state.generation)
        let plan = CommitPlan(transaction, keys: data, view: view)
        let common: [EtcdTransaction.Compare] = [
            .init(key: keys.state, .value(state.value)), .init(key: keys.exclusive, .absent),
        ]
        var made = EtcdTransaction(common + plan.compares, plan.operations)
        // One more is what every commit writes.
        if plan.isComplete, made.fitsWithMark { return (made, true, state.offset) }
        guard let view else { return nil }
        made.compares = common + [.init(key: keys.latest, .modifiedAt(view.position.latest))]
        guard made.fitsWithMark else {
            throw StoreError.unavailable("a transaction of \(made.operations.count) changes is more than etcd takes")
        }
        return (made, false, state.offset)
    }

    /// Reads in one snapshot what a plan needs, and whether the guards hold there.
    ///
    /// - Throws: The `GuardFailure`.
    private func view(of transaction: Transaction) async throws -> CommitPlan.View {
        let (view, failure) = try await readConnection { connection in
            try SQLiteSnapshot.read(on: connection) { _ in
                guard let position = try Replica.position(on: connection) else {
                    throw StoreError.unavailable("there is no copy of etcd's data yet")
                }
                var view = CommitPlan.View(position: position)
                for range in transaction.counted where range.count > 0 {
                    let keys = try connection.rows(
                        of: ReplicaSQL.claimKeys,
                        [
                            .text(range.space), .text(range.prefix), .text(range.prefix + "\u{10FFFF}"),
                            .integer(CommitPlan.maxCounted + 1),
                        ]
                    ) { $0.text(0) }
                    if keys.count <= CommitPlan.maxCounted { view.counted[range] = keys }
                }
                var check = GuardCheck(connection: connection)
                return (view, try check.failure(of: transaction))
            }
        }
        if let failure { throw failure }
        return view
    }

    /// Sends what was planned, with a mark by which the watch tells it apart.
    ///
    /// - Parameter offset: That of the state that it was planned for.
    private func send(_ plan: EtcdTransaction, _ offset: Int) async throws -> Attempt {
        let seen = follower.position?.revision ?? 0
        let mark = outcomes.begin()
        defer { outcomes.end(mark) }
        var transaction = plan
        transaction.observed = observed
        transaction.operations.append(.put(key: keys.latest, value: Array(mark.utf8), lease: 0))
        let outcome: EtcdTransaction.Outcome
        do throws(EtcdError) {
            outcome = try await client.apply(transaction, timeout: Self.timeout)
        } catch {
            guard error.isUncertain else { throw StoreError(error) }
            if let revision = try await revision(of: mark) { return .committed(revision) }
            throw StoreError(error)
        }
        // Its revision is one that this instance knows as another one: the watch will tell that, and what counts now.
        if outcome.isApplied, outcome.revision <= seen {
            throw StoreError.unavailable("etcd was brought back from a snapshot: whether this was done is open")
        }
        try await progress.wait(for: outcome.revision + offset)
        return outcome.isApplied ? .committed(outcome.revision + offset) : .refused
    }

    /// Waits for the watch to tell what became of a commit.
    private func revision(of mark: String) async throws -> Int? {
        let end = ContinuousClock.now + .seconds(Self.uncertainSeconds)
        while ContinuousClock.now < end {
            if let revision = outcomes.revision(of: mark) { return revision }
            try checkDeadline()
            try await Task.sleep(for: .milliseconds(20))
        }
        return nil
    }

    /// Commits while nobody else can: so the guards hold for as long as they are looked at.
    private func commitAlone(_ transaction: Transaction) async throws -> Int {
        let lease = try await translated { () throws(EtcdError) in try await self.client.grantLease(seconds: 10) }
        defer { Task { [client] in try? await client.revokeLease(lease) } }
        for attempt in 0..<Self.maxAttempts {
            try checkDeadline()
            let taken = try await translated { () throws(EtcdError) in
                try await self.client.apply(
                    EtcdTransaction(
                        [.init(key: self.keys.exclusive, .absent)],
                        [.put(key: self.keys.exclusive, value: [], lease: lease)], observed: self.observed))
            }
            try await progress.wait(for: taken.revision + follower.state.offset)
            if !taken.isApplied {
                try await pause(attempt)
                continue
            }
            guard let made = try await self.plan(transaction, view: view(of: transaction)) else { continue }
            var plan = made.transaction
            plan.compares.removeAll { $0 == .init(key: keys.exclusive, .absent) }
            plan.compares.append(.init(key: keys.exclusive, .createdAt(taken.revision)))
            plan.operations.append(.delete(EtcdKeyRange(key: keys.exclusive)))
            if case .committed(let revision) = try await send(plan, made.offset) { return revision }
        }
        throw StoreError.unavailable(follower.obstacle ?? "others keep etcd busy with large changes")
    }

    /// What tells how far the replica has to be to know why something was not applied.
    private var observed: [EtcdKeyRange] {
        [keys.latest, keys.state, keys.exclusive].map { EtcdKeyRange(key: $0) }
    }

    /// What is left of the request's time, but no more than any request to etcd has.
    private static var timeout: Duration {
        guard let deadline = RequestDeadline.current else { return EtcdClient.timeout }
        return max(.milliseconds(1), min(EtcdClient.timeout, ContinuousClock.now.duration(to: deadline)))
    }

    private func pause(_ attempt: Int) async throws {
        try await Task.sleep(for: .microseconds(Int.random(in: 1_000...(1_000 << min(attempt, 8)))))
    }

    private func checkDeadline() throws {
        if let deadline = RequestDeadline.current, ContinuousClock.now >= deadline { throw StoreError.timedOut }
        if Task.isCancelled { throw StoreError.cancelled }
    }

    private func translated<Value>(_ body: () async throws(EtcdError) -> Value) async throws -> Value {
        do throws(EtcdError) {
            return try await body()
        } catch {
            throw StoreError(error)
        }
    }
}

extension Transaction {
    /// Whether a plan has to know what is there: of stretches that are not to be empty.
    fileprivate var needsView: Bool { counted.contains { $0.count > 0 } }
}

extension EtcdTransaction {
    /// Whether one more operation fits too.
    fileprivate var fitsWithMark: Bool {
        var whole = self
        whole.operations.append(.delete(EtcdKeyRange(key: [])))
        whole.operations.append(.delete(EtcdKeyRange(key: [])))
        return whole.fits
    }
}

extension StoreError {
    init(_ error: EtcdError) {
        switch error {
        case .cancelled: self = .cancelled
        case .timedOut: self = .timedOut
        case .noSpace: self = .full("\(error)")
        default: self = .unavailable("\(error)")
        }
    }
}
