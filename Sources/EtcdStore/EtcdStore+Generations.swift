package import ConfigStore
import EtcdAccess
import Foundation

extension EtcdStore {
    private static let maxGenerations = 1_000

    package func export<Value: Sendable>(
        _ body: (any StoreExport) async throws -> Value
    ) async throws -> Value {
        guard let position = follower.position else { throw StoreError.unavailable("there is no data yet") }
        return try await body(EtcdExport(client: client, keys: keys, position: position))
    }

    package func beginGeneration() async throws -> any GenerationWriter {
        for _ in 0..<10 {
            let number = (try await generations().map(\.number).max() ?? 0) + 1
            let marker = generationKey(number)
            let outcome = try await apply(
                EtcdTransaction(
                    [.init(key: marker, .absent)],
                    [.put(key: marker, value: try StoreLines.encode(Date()), lease: 0)]))
            if outcome.isApplied { return try await EtcdGenerationWriter(store: self, number: number) }
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
                    time: try? StoreLines.decode(Date.self, from: pair.value))
            }.sorted { $0.number < $1.number }
        } catch {
            throw StoreError(error)
        }
    }

    package func deleteGeneration(_ number: Int) async throws {
        if follower.state.generation == number {
            throw StoreError.unavailable("generation \(number) is the current one: it is not deleted")
        }
        do throws(EtcdError) {
            var range = DataKeys(keys, generation: number).all
            while true {
                // In pieces: etcd does one after the other, and others wait.
                let page = try await client.range(range, limit: 1_000)
                guard let last = page.pairs.last else { break }
                let piece = EtcdKeyRange(from: range.start, to: last.key + [0])
                try await client.delete(piece)
                range.start = piece.end
            }
            try await client.delete(EtcdKeyRange(key: generationKey(number)))
        } catch {
            throw StoreError(error)
        }
    }

    func generationKey(_ number: Int) -> [UInt8] { keys.generations + Array(String(number).utf8) }
}
