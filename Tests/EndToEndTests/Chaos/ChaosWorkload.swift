import ConfigStore
import ConfigStoreAPI
import ConfigStoreClient
import CurlTransport
import Foundation
import HTTPTransport
import ServiceKit
import ServiceTesting
import Synchronization

/// Clients that write, read and create through all instances, until they are stopped, and write down what they see.
final class ChaosWorkload: Sendable {
    static let registers = (0..<4).map { "register\($0)" }
    private static let clients = 8
    /// So many clients try to create each name.
    private static let rivals = 3
    private static let patience = Duration.seconds(4)

    private let seed: UInt64
    private let targets: [ConfigStoreClient]
    private let seen = SeenRevision()
    private let clock = Atomic(0)
    private let names = Atomic(0)
    private let isStopped = Atomic(false)
    private let isResting = Atomic(false)
    private let underWay = Atomic(0)
    private let log = Mutex((history: ChaosHistory(), created: [String]()))
    /// How many writes were acknowledged.
    private let acknowledged = RevisionProgress(0)

    init(seed: UInt64, urls: [String]) throws {
        self.seed = seed
        let ranges = try ["127.0.0.0/8", "198.18.0.0/15"].map { try AddressRange($0) }
        let transport = CurlTransport(configuration: .init(outboundAllow: ranges))
        targets = urls.map {
            ConfigStoreClient(
                baseURL: $0, token: SallyportProcess.token, transport: transport, timeout: Self.patience)
        }
    }

    var history: ChaosHistory { log.withLock { $0.history } }
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Lets the clients finish what they do, and do nothing more until `goOn`.
    func rest() async throws {
        isResting.store(true, ordering: .sequentiallyConsistent)
        while underWay.load(ordering: .sequentiallyConsistent) > 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    func goOn() { isResting.store(false, ordering: .sequentiallyConsistent) }

    /// Waits until so many more writes were acknowledged.
    func acknowledges(_ count: Int) async throws {
        let wanted = acknowledged.revision + count
        do {
            try await RequestDeadline.$current.withValue(.now + .seconds(60)) {
                try await acknowledged.wait(for: wanted)
            }
        } catch StoreError.timedOut {
            throw ChaosFailure(description: "nothing goes on: fewer than \(count) writes in a minute")
        }
    }

    /// Makes the registers.
    func begin() async throws {
        try await SeenRevision.$current.withValue(seen) {
            for register in Self.registers {
                _ = try await targets[0].createRemoteSource(Self.request(register, value: "https://first.example.com"))
            }
        }
    }

    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for client in 0..<Self.clients {
                group.addTask { [self] in
                    var random = SeededGenerator(seed: seed &+ UInt64(client) &* 7919)
                    var count = 0
                    while !isStopped.load(ordering: .relaxed) {
                        count += 1
                        let value = "https://v\(client)x\(count).example.com"
                        let operation = next(value, using: &random)
                        await performUnlessResting(operation, at: .random(in: targets.indices, using: &random))
                        try? await Task.sleep(for: .milliseconds(Int.random(in: 0...20, using: &random)))
                    }
                }
            }
        }
    }

    private func performUnlessResting(_ operation: ChaosEvent.Operation, at instance: Int) async {
        underWay.add(1, ordering: .sequentiallyConsistent)
        if !isResting.load(ordering: .sequentiallyConsistent) { await perform(operation, at: instance) }
        underWay.subtract(1, ordering: .sequentiallyConsistent)
    }

    /// Waits until an instance takes writes and reads again, and looks at everything there.
    func look(at instance: Int) async throws {
        let end = ContinuousClock.now + .seconds(60)
        for register in Self.registers {
            var attempt = 0
            while true {
                attempt += 1
                let value = "https://last\(instance)x\(attempt).example.com"
                if case .seen = await perform(.write(register, value: value), at: instance) { break }
                guard ContinuousClock.now < end else {
                    throw ChaosFailure(description: "instance \(instance) takes no writes any more")
                }
            }
            await perform(.read(register), at: instance)
        }
        for name in log.withLock({ $0.created }) { await perform(.find(name), at: instance) }
        try await lookForDoubles(at: instance)
    }

    private func lookForDoubles(at instance: Int) async throws {
        var (names, ids) = (Set<String>(), Set<String>())
        var cursor: String?
        repeat {
            let at = cursor
            let page = try await SeenRevision.$current.withValue(seen) {
                try await targets[instance].remoteSources(limit: 100, cursor: at)
            }
            for source in page.items where !names.insert(source.name).inserted || !ids.insert(source.id).inserted {
                throw ChaosFailure(description: "\(source.name) is there twice at instance \(instance)")
            }
            cursor = page.nextCursor
        } while cursor != nil
        log.withLock { $0.history.listed.formUnion(names) }
    }

    private func next(_ value: String, using random: inout SeededGenerator) -> ChaosEvent.Operation {
        let register = Self.registers[Int.random(in: 0..<Self.registers.count, using: &random)]
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: return .write(register, value: value)
        case 4..<7: return .read(register)
        case 7..<9:
            return .create("name\(names.wrappingAdd(1, ordering: .relaxed).oldValue / Self.rivals)")
        default: return log.withLock { $0.created.randomElement(using: &random) }.map { .find($0) } ?? .read(register)
        }
    }

    @discardableResult
    private func perform(_ operation: ChaosEvent.Operation, at instance: Int) async -> ChaosEvent.Outcome {
        let called = clock.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        let outcome = await SeenRevision.$current.withValue(seen) { await send(operation, to: targets[instance]) }
        let returned = clock.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        log.withLock { log in
            log.history.events.append(
                ChaosEvent(
                    instance: instance, operation: operation, outcome: outcome, called: called, returned: returned))
            if case (.create(let name), .made) = (operation, outcome) { log.created.append(name) }
            acknowledged.advance(to: acknowledged.revision + (operation.isAcknowledged(by: outcome) ? 1 : 0))
        }
        return outcome
    }

    private func send(_ operation: ChaosEvent.Operation, to client: ConfigStoreClient) async -> ChaosEvent.Outcome {
        do throws(ConfigStoreClientError) {
            switch operation {
            case .write(let register, let value):
                let source = try await client.updateRemoteSource(register, UpdateRemoteSourceRequest(apiURL: value))
                return .seen(revision: source.revision, value: source.apiURL)
            case .read(let register):
                let source = try await client.remoteSource(register)
                return .seen(revision: source.revision, value: source.apiURL)
            case .create(let name):
                return .made(id: try await client.createRemoteSource(Self.request(name, value: Self.url)).id)
            case .find(let name): return .found(id: try await client.remoteSource(name).id)
            }
        } catch {
            if error.status == 404 { return .absent }
            return error.status < 500 ? .refused("\(error)") : .uncertain("\(error)")
        }
    }

    private static let url = "https://git.example.com"

    private static func request(_ name: String, value: String) -> CreateRemoteSourceRequest {
        CreateRemoteSourceRequest(name: name, apiURL: value, type: "gitea", authType: "password")
    }
}

/// Why a run with faults can't go on.
struct ChaosFailure: Error, CustomStringConvertible {
    let description: String
}
