import EtcdAccess
import ServiceTesting
import Synchronization
import Testing

@testable import EtcdStore

@Suite("Whose turn it is to write backups", .serviceLogs, .timeLimit(.minutes(2)))
struct EtcdLeadershipTests {
    /// Who leads, and who has done so far.
    private final class Log: Sendable {
        let state = Mutex((leaders: Set<Int>(), most: 0))
        let began = AsyncStream.makeStream(of: Int.self)

        func begin(_ number: Int) {
            state.withLock { state in
                state.leaders.insert(number)
                state.most = max(state.most, state.leaders.count)
            }
            began.continuation.yield(number)
        }

        func end(_ number: Int) { _ = state.withLock { $0.leaders.remove(number) } }
    }

    @Test("one instance's, until it ends; then it is another one's")
    func oneAfterTheOther() async throws {
        try await EtcdStoreTests.with(3) { _, stores, _ in
            let log = Log()
            let tasks = stores.enumerated().map { number, store in
                Task {
                    let leadership = EtcdLeadership(
                        client: store.client, keys: store.keys, pause: .milliseconds(20))
                    try await leadership.lead {
                        log.begin(number)
                        defer { log.end(number) }
                        try await Task.sleep(for: .seconds(3_600))
                    }
                }
            }
            var order: [Int] = []
            for await leader in log.began.stream {
                order.append(leader)
                tasks[leader].cancel()
                _ = await tasks[leader].result
                if order.count == stores.count { break }
            }
            #expect(Set(order).count == stores.count && log.state.withLock { $0.most } == 1)
        }
    }

    @Test("nobody's who has lost the key: what it does is cancelled")
    func lost() async throws {
        try await EtcdStoreTests.with(1) { _, stores, _ in
            let (client, keys) = (stores[0].client, stores[0].keys)
            let log = Log()
            let leading = Task {
                try await EtcdLeadership(client: client, keys: keys, pause: .milliseconds(20)).lead {
                    log.begin(0)
                    defer { log.end(0) }
                    try await Task.sleep(for: .seconds(3_600))
                }
            }
            var turns = 0
            for await _ in log.began.stream {
                turns += 1
                if turns == 2 { break }
                let held = try await client.range(.init(key: keys.backup), limit: 1).pairs.first
                try await client.revokeLease(try #require(held).lease)
            }
            leading.cancel()
            _ = await leading.result
            #expect(log.state.withLock { $0.leaders.isEmpty && $0.most == 1 })
        }
    }
}
