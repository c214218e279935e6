package import Instruments
import Synchronization

/// A bounded memory of records and claims that were read lately, kept true by every commit.
///
/// A fill that began before a commit touched the same key is thrown away, so that nothing old gets in behind a commit.
/// Two generations bound it: when the young one is full it becomes the old one, and what nobody asked for is gone.
package final class HotRecords: Sendable {
    package enum Key: Hashable {
        case record(RecordKey)
        case claim(Claim)
    }

    private enum Value {
        case record(Record)
        case holder(RecordKey)
    }

    private struct State {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]
        var fills: [Key: UInt64] = [:]
        var committing: [Key: Int] = [:]
        var lastFill: UInt64 = 0

        mutating func value(_ key: Key, limit: Int) -> Value? {
            if let value = young[key] { return value }
            guard let value = old[key] else { return nil }
            insert(key, value, limit: limit)
            return value
        }

        mutating func insert(_ key: Key, _ value: Value, limit: Int) {
            if young.count >= limit {
                old = young
                young = [:]
            }
            young[key] = value
        }

        mutating func remove(_ key: Key) {
            young[key] = nil
            old[key] = nil
            fills[key] = nil
        }
    }

    private let state = Mutex(State())
    private let limit: Int
    private let hits = Counter()
    private let misses = Counter()
    /// Larger bodies are not worth the memory.
    private static let maxBodyBytes = 16 * 1024

    /// - Parameter limit: How many entries a generation has.
    package init(limit: Int = 10_000) {
        self.limit = limit
    }

    package func record(_ key: RecordKey) -> Record? {
        counted(
            state.withLock { state in
                guard case .record(let record) = state.value(.record(key), limit: limit) else { return nil }
                return record
            })
    }

    package func record(holding claim: Claim) -> Record? {
        counted(
            state.withLock { state in
                guard case .holder(let key) = state.value(.claim(claim), limit: limit),
                    case .record(let record) = state.value(.record(key), limit: limit)
                else { return nil }
                return record
            })
    }

    private func counted(_ found: Record?) -> Record? {
        (found == nil ? misses : hits).add()
        return found
    }

    /// How often something was remembered that was asked for.
    package var metrics: [Metric] {
        let samples = [("hit", hits), ("miss", misses)].map { result, counter in
            Metric.Sample([Metric.Label("result", result)], Double(counter.value))
        }
        return [Metric(.counter, "sallyport_hot_records_total", "Look-ups of records in memory", samples)]
    }

    /// Forgets everything, also what is being read.
    package func removeAll() {
        state.withLock { state in
            state.young = [:]
            state.old = [:]
            state.fills = [:]
        }
    }

    /// Announces a read whose result may be kept; nil while a commit changes the key.
    package func beginFill(_ key: Key) -> UInt64? {
        state.withLock { state in
            guard state.committing[key] == nil else { return nil }
            state.lastFill += 1
            // Fills that ended without a result leave their number behind: forget them all now and then.
            if state.fills.count > limit { state.fills.removeAll() }
            state.fills[key] = state.lastFill
            return state.lastFill
        }
    }

    /// Keeps what a read found, unless the key changed since `beginFill`.
    package func endFill(_ key: Key, number: UInt64?, record: Record) {
        guard let number, record.body.count <= Self.maxBodyBytes else { return }
        state.withLock { state in
            guard state.fills[key] == number else { return }
            state.fills[key] = nil
            switch key {
            case .record: state.insert(key, .record(record), limit: limit)
            case .claim: state.insert(key, .holder(record.key), limit: limit)
            }
        }
    }

    /// Forgets what the transactions touch, and keeps it forgotten until `endCommit`.
    package func beginCommit(_ transactions: [Transaction]) {
        state.withLock { state in
            for key in transactions.flatMap(\.touched) {
                state.remove(key)
                state.committing[key, default: 0] += 1
            }
        }
    }

    /// Lets what the transactions touched be kept again.
    package func endCommit(_ transactions: [Transaction]) {
        state.withLock { state in
            for key in transactions.flatMap(\.touched) {
                let left = (state.committing[key] ?? 1) - 1
                state.committing[key] = left == 0 ? nil : left
            }
        }
    }
}

extension Transaction {
    /// What was there before: what is new can't be remembered as something else.
    fileprivate var touched: [HotRecords.Key] {
        puts.filter { $0.revision > 0 }.map { .record($0.key) } + deletes.map { .record($0.key) }
            + releases.map { .claim($0) }
    }
}
