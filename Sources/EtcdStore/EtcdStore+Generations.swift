package import ConfigStore
import EtcdAccess
import Foundation
import NIOPosix

extension EtcdStore {
    private static let maxGenerations = 1_000
    /// What etcd takes when nobody tells it anything else.
    private static let usualQuotaBytes = 2 << 30

    package func export<Value: Sendable>(
        _ body: (any StoreExport) async throws -> Value
    ) async throws -> Value {
        return try await body(EtcdExport(client: client, keys: keys, position: try await wholePosition()))
    }

    /// A position at which etcd has all that was committed up to it.
    private func wholePosition() async throws -> Replica.Position {
        while true {
            guard let position = follower.position else { throw StoreError.unavailable("there is no data yet") }
            if try await isWhole(position.revision) { return position }
            try await finishStaged()
            try await progress.wait(for: position.reached + 1)
        }
    }

    private func isWhole(_ revision: Int) async throws -> Bool {
        do throws(EtcdError) {
            let page = try await client.range(EtcdKeyRange(key: keys.exclusive), limit: 1, at: revision)
            return page.pairs.first?.value != StagedCommit.mark
        } catch {
            throw StoreError(error)
        }
    }

    package func beginGeneration() async throws -> any GenerationWriter { try await beginGeneration(migration: nil) }

    func beginGeneration(migration: EtcdMigration?) async throws -> any GenerationWriter {
        for _ in 0..<10 {
            let number = (try await generations().map(\.number).max() ?? 0) + 1
            let marker = generationKey(number)
            let outcome = try await apply(
                EtcdTransaction(
                    [.init(key: marker, .absent)],
                    [.put(key: marker, value: try StoreLines.encode(Date()), lease: 0)]))
            if outcome.isApplied {
                return try await EtcdGenerationWriter(
                    store: self, number: number, begunAt: outcome.revision, migration: migration)
            }
        }
        throw StoreError.unavailable("others begin generations all the time")
    }

    package func generations() async throws -> [Generation] {
        do throws(EtcdError) {
            let current = follower.state.generation
            let page = try await client.range(EtcdKeyRange(prefix: keys.generations), limit: Self.maxGenerations)
            return page.pairs.compactMap { pair in
                guard let number = Int(String(decoding: pair.key.dropFirst(keys.generations.count), as: UTF8.self))
                else { return nil }
                return Generation(
                    number: number, isCurrent: number == current,
                    // Of the others only etcd has the data, and does not say how much that is.
                    bytes: number == current ? replica.bytes : nil,
                    time: try? StoreLines.decode(Date.self, from: pair.value))
            }.sorted { $0.number < $1.number }
        } catch {
            throw StoreError(error)
        }
    }

    package func deleteGeneration(_ number: Int) async throws {
        let state = follower.state
        if state.generation == number {
            throw StoreError.unavailable("generation \(number) is the current one: it is not deleted")
        }
        do throws(EtcdError) {
            let marker = generationKey(number)
            // Whoever still writes it is refused from here on, and it does not become the current one.
            let outcome = try await client.apply(
                EtcdTransaction(
                    [.init(key: keys.state, .value(state.value))], [.put(key: marker, value: [], lease: 0)]))
            if !outcome.isApplied { throw .unavailable("another generation becomes the current one") }
            // In pieces: etcd does one after the other, and others wait.
            var walk = RangeWalk(client: client, range: DataKeys(keys, generation: number).all, limit: 1_000)
            while let pairs = try await walk.next(), let first = pairs.first, let last = pairs.last {
                try await client.delete(EtcdKeyRange(from: first.key, to: last.key + [0]))
            }
            try await client.delete(EtcdKeyRange(key: marker))
        } catch {
            throw StoreError(error)
        }
    }

    package func requireRoom(for bytes: Int) async throws {
        let missing: MissingRoom?
        // Half as much again as elsewhere: etcd keeps each key twice.
        let needed = bytes + min(bytes, Int.max - bytes) / 2
        do throws(EtcdError) {
            let status = try await client.status()
            let quota = status.quotaBytes ?? quotaBytes ?? Self.usualQuotaBytes
            let free = status.hasNoSpace ? 0 : max(0, quota - status.bytesInUse)
            missing =
                free < needed ? MissingRoom(place: "etcd", neededBytes: needed, freeBytes: free) : nil
        } catch {
            throw StoreError(error)
        }
        if let missing { throw missing }
        // The copy by which a generation is looked at, and the one that reads are answered from.
        let needs = [EtcdGenerationWriter.copiesDirectory, replica.directory].map {
            MissingRoom.Need(folder: $0, bytes: bytes)
        }
        try await NIOThreadPool.singleton.runIfActive { try MissingRoom.check(needs) }
    }

    func generationKey(_ number: Int) -> [UInt8] { keys.generations + Array(String(number).utf8) }
}
