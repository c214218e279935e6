import Foundation
import NIOPosix
import SQLiteAccess

extension SQLiteStore {
    package func export<Value: Sendable>(
        _ body: (any StoreExport) async throws -> Value
    ) async throws -> Value {
        let generation = current
        let export: SQLiteExport
        do {
            export = try await NIOThreadPool.singleton.runIfActive {
                try SQLiteExport(path: generation.path, generation: generation.number)
            }
        } catch let error as SQLiteError {
            throw StoreError(error)
        } catch is CancellationError {
            throw StoreError.cancelled
        }
        do {
            let value = try await body(export)
            await export.close()
            return value
        } catch {
            await export.close()
            throw error
        }
    }

    package func beginGeneration() async throws -> any GenerationWriter {
        let files = files
        let number = try await onDisk { try files.begin() }
        return SQLiteGenerationWriter(number: number, files: files) { [self] in try await makeCurrent(number) }
    }

    package func generations() async throws -> [Generation] {
        let (files, current) = (files, current.number)
        return try await onDisk {
            files.numbers().filter { $0 <= current }.map { files.generation($0, isCurrent: $0 == current) }
        }
    }

    package func deleteGeneration(_ number: Int) async throws {
        if number == current.number { throw StoreError.unavailable("generation \(number) is the current one") }
        let files = files
        try await onDisk { files.remove(number) }
    }

    package func requireRoom(for bytes: Int) async throws {
        let directory = files.directory
        try await onDisk { try MissingRoom.check([.init(folder: directory, bytes: bytes)]) }
    }

    /// The thread that writes does it, between two commits: so none is lost, and none is there in both.
    ///
    /// - Parameter prepare: Gets the revision that the generation will have, before it is the current one.
    func makeCurrent(
        _ number: Int, prepare: @escaping @Sendable (_ revision: Int) throws -> Void = { _ in }
    ) async throws {
        let before = current
        try await before.supersede { [self] revision in
            let path = files.unfinishedPath(number)
            do {
                try SQLiteConnection(path: path, readOnly: false)
                    .run(.setStoreRevision, [.text(String(revision + 1))])
            } catch let error as SQLiteError {
                throw StoreError(error)
            }
            try DurableFile.sync(path)
            try prepare(revision + 1)
            try DurableFile.move(path, to: files.path(number))
            let next = try open(number)
            do {
                try files.makeCurrent(number)
            } catch {
                Task { await next.close() }
                throw error
            }
            setCurrent(next)
        }
        await before.close()
    }

    func onDisk<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        do {
            return try await NIOThreadPool.singleton.runIfActive(body)
        } catch is CancellationError {
            throw StoreError.cancelled
        }
    }
}
