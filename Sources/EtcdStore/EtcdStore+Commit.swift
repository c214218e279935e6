package import ConfigStore
import EtcdAccess
import SQLiteAccess
import ServiceKit

extension EtcdStore {
    /// How often a commit is tried that is not refused by a guard, but by what others do at the same time.
    private static let maxAttempts = 60
    /// After so many attempts a commit whose guards don't fit into comparisons keeps others out.
    private static let sharedAttempts = 3
    /// After so many attempts it is looked whether a large commit is left to be done.
    private static let patientAttempts = 6

    @discardableResult
    package func commit(_ transaction: Transaction) async throws -> Int {
        var view = try await transaction.needsView ? view(of: transaction) : nil
        for attempt in 0..<Self.maxAttempts {
            try checkDeadline()
            if let plan = try plan(transaction, view: view) {
                if !plan.isComplete, attempt >= Self.sharedAttempts || !plan.transaction.fitsWithMark {
                    return try await commitAlone(transaction)
                }
                if case .committed(let revision) = try await send(plan) { return revision }
                // Whoever has made a large commit may not be there any more to do the rest.
                if attempt >= Self.patientAttempts { try await finishStaged() }
            }
            view = try await self.view(of: transaction)
            // Nothing that the guards are about has changed: whoever commits alone is done soon.
            if attempt > 0 { try await pause(attempt) }
        }
        throw StoreError.unavailable(follower.obstacle ?? "others keep etcd busy with large changes")
    }

    /// - Returns: Nil when the view is needed first.
    private func plan(_ transaction: Transaction, view: CommitPlan.View?) throws -> PlannedCommit? {
        let state = view?.position.state ?? follower.state
        let data = DataKeys(keys, generation: state.generation)
        let plan = CommitPlan(transaction, keys: data, view: view)
        var made = PlannedCommit(
            common: [.init(key: keys.state, .value(state.value)), .init(key: keys.exclusive, .absent)],
            guards: Array(plan.compares), operations: plan.operations, isComplete: plan.isComplete,
            offset: state.offset)
        // One more is what every commit writes.
        if made.isComplete, made.transaction.fitsWithMark { return made }
        guard let view else { return nil }
        made.isComplete = false
        made.guards = [.init(key: keys.latest, .modifiedAt(view.position.latest))]
        return made
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

    /// Commits while nobody else can: so the guards hold for as long as they are looked at.
    private func commitAlone(_ transaction: Transaction) async throws -> Int {
        var lease = try await lease(nil)
        defer { Task { [client, lease] in try? await client.revokeLease(lease) } }
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
                if attempt >= Self.patientAttempts { try await finishStaged() }
                try await pause(attempt)
                // The others may take longer than it lasts.
                lease = try await self.lease(lease)
                continue
            }
            let view = try await view(of: transaction)
            let turn = EtcdTransaction.Compare(key: keys.exclusive, .createdAt(taken.revision))
            guard var plan = try plan(transaction, view: view) else { continue }
            if !plan.transaction.fitsWithMark { return try await commitStaged(transaction, view, turn, lease) }
            plan.common.removeAll { $0 == .init(key: keys.exclusive, .absent) }
            plan.common.append(turn)
            // It is not for others to go with.
            plan.isComplete = false
            plan.operations.append(.delete(EtcdKeyRange(key: keys.exclusive)))
            if case .committed(let revision) = try await send(plan) { return revision }
        }
        throw StoreError.unavailable(follower.obstacle ?? "others keep etcd busy with large changes")
    }

    /// Keeps a lease, or begins one where it is gone.
    private func lease(_ held: Int64?) async throws -> Int64 {
        try await translated { () throws(EtcdError) in
            if let held, try await self.client.keepLeaseAlive(held) { return held }
            return try await self.client.grantLease(seconds: 10)
        }
    }

    /// Commits what is larger than a request may be, in this instance's turn.
    private func commitStaged(
        _ transaction: Transaction, _ view: CommitPlan.View, _ turn: EtcdTransaction.Compare, _ lease: Int64
    ) async throws -> Int {
        let state = view.position.state
        let events = CommitPlan(transaction, keys: DataKeys(keys, generation: state.generation), view: view).events
        let staged = StagedCommit(client: client, keys: keys)
        try await translated { () throws(EtcdError) in try await staged.write(events, turn: turn, lease: lease) }
        // Without the lease: from here on it is committed, whatever becomes of this instance.
        let commit = PlannedCommit(
            common: [.init(key: keys.state, .value(state.value)), turn], guards: [],
            operations: [.put(key: keys.exclusive, value: StagedCommit.mark, lease: 0)], isComplete: false,
            offset: state.offset)
        guard case .committed(let revision) = try await send(commit) else {
            throw StoreError.unavailable("a large commit was not written in its time")
        }
        // Where this fails, whoever commits next does it.
        try? await finishStaged()
        return revision
    }

    func finishStaged() async throws {
        try await translated { () throws(EtcdError) in
            try await StagedCommit(client: self.client, keys: self.keys).finish()
        }
    }

    private func pause(_ attempt: Int) async throws {
        try await Task.sleep(for: .microseconds(Int.random(in: 1_000...(1_000 << min(attempt, 8)))))
    }

    func checkDeadline() throws {
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
