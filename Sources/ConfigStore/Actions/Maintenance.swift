import ConfigStoreAPI
import Foundation
import ServiceKit
import Synchronization

/// Maintenance, and what is done in it.
struct Maintenance: Sendable {
    let store: any DataStore
    let modes: InstanceModes
    let environment: ActionEnvironment
    let product: String
    let now: @Sendable () -> Date
    /// The largest export that is taken in, in bytes.
    let maxImportBytes: Int
    /// Where what is read is put together before it is imported.
    let scratchDirectory: String
    private let isImporting = Busy()

    private final class Busy: Sendable {
        let value = Mutex(false)
    }

    init(
        store: any DataStore, modes: InstanceModes, environment: ActionEnvironment, product: String,
        maxImportBytes: Int, scratchDirectory: String, now: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.modes = modes
        self.environment = environment
        self.product = product
        self.maxImportBytes = maxImportBytes
        self.scratchDirectory = scratchDirectory
        self.now = now
    }

    func status() async throws -> MaintenanceStatus {
        try await modes.report()
        let wish = try await store.maintenance()
        return MaintenanceStatus(
            isWanted: wish.isWanted, since: wish.time, leaseSeconds: wish.leaseSeconds,
            instances: try await store.instances().map { report in
                MaintenanceStatus.Instance(
                    name: report.name, version: report.version, mode: report.mode.rawValue, revision: report.revision,
                    lastSeen: report.lastSeen)
            })
    }

    /// - Parameter leaseSeconds: After how many seconds it ends unless this is called again; nil for not by itself.
    func enable(leaseSeconds: Int?) async throws {
        try await store.wantMaintenance(true, leaseSeconds: leaseSeconds)
    }

    /// - Throws: `ServiceError` 409 `importInProgress`.
    func disable() async throws {
        // Whoever imports may have looked at the mode just before.
        try await alone { try await store.wantMaintenance(false) }
    }

    /// Writes everything as it is now; always served.
    func export(_ write: ([UInt8]) async throws -> Void) async throws {
        try await StoreExporter(store: store, product: product, now: now).export(write)
    }

    /// Takes in an export, in maintenance only.
    ///
    /// - Parameters:
    ///   - chunks: The export, as it comes.
    ///   - options: Who wrote it, and whether it is only looked at, which needs no maintenance.
    /// - Throws: `ServiceError`: 409 `notInMaintenance`, `importInProgress`; 400 `invalidExport`; 413 `exportTooLarge`;
    ///   503 `notEnoughRoom`.
    func load<Chunks: AsyncSequence>(
        _ chunks: Chunks, _ options: ImportOptions
    ) async throws -> ImportSummary where Chunks.Element == [UInt8] {
        try await importing(options) {
            switch options.origin {
            case .sallyport:
                let read = try await read(chunks, maxBytes: maxImportBytes, options)
                return ImportSummary(read, isImported: !options.isVerification)
            case .agola: return try await loadAgola(chunks, options)
            }
        }
    }

    private func loadAgola<Chunks: AsyncSequence>(
        _ chunks: Chunks, _ options: ImportOptions
    ) async throws -> ImportSummary where Chunks.Element == [UInt8] {
        let conversion = AgolaConversion(environment: environment, directory: scratchDirectory)
        do {
            let report = try await conversion.read(
                chunks, maxBytes: maxImportBytes, room: RoomAhead(store, size: options.bytes),
                leavesOutBroken: options.leavesOutBroken)
            let header = ExportHeader(
                product: options.origin.rawValue, revision: 1, generation: 1, time: environment.now())
            var second = options
            // What becomes of it has another size.
            second.bytes = nil
            let read = try await read(
                AgolaExport(conversion: conversion, header: header), maxBytes: .max, second)
            await conversion.close()
            var summary = ImportSummary(read, isImported: !options.isVerification)
            summary.conversion = report.conversion
            return summary
        } catch {
            await conversion.close()
            throw error
        }
    }

    private func read<Chunks: AsyncSequence>(
        _ chunks: Chunks, maxBytes: Int, _ options: ImportOptions
    ) async throws -> StoreImporter.Summary where Chunks.Element == [UInt8] {
        let check = RecordCheck(keyring: environment.keyring)
        let importer = StoreImporter(store: store, maxBytes: maxBytes) { check.problem(of: $0) }
        return try await importer.load(chunks, size: options.bytes, isVerification: options.isVerification)
    }

    private func importing(
        _ options: ImportOptions, _ work: () async throws -> ImportSummary
    ) async throws -> ImportSummary {
        try await alone {
            if !options.isVerification { try await requireMaintenance() }
            do {
                if let bytes = options.bytes {
                    if bytes > maxImportBytes { throw StoreImporter.TooLarge(maxBytes: maxImportBytes) }
                    try await store.requireRoom(for: bytes)
                }
                return try await work()
            } catch let problem as ExportProblem {
                throw ServiceError(.invalid, code: "invalidExport", "\(problem)")
            } catch let missing as MissingRoom {
                throw ServiceError(.unavailable, code: "notEnoughRoom", "\(missing)", retryAfterSeconds: 30)
            } catch let error as StoreImporter.TooLarge {
                throw ServiceError(
                    .tooLarge, code: "exportTooLarge",
                    "the export is larger than \(error.maxBytes) bytes: configstore.maxImportBytes may be raised")
            }
        }
    }

    /// All generations, by number; the newest ones of very many.
    func generations() async throws -> [StoreGeneration] {
        try await store.generations().suffix(Self.maxGenerations).map { generation in
            StoreGeneration(
                number: generation.number, isCurrent: generation.isCurrent, bytes: generation.bytes,
                time: generation.time)
        }
    }

    /// Deletes a generation that is not the current one.
    ///
    /// - Throws: `ServiceError`: 404 `generationDoesNotExist`, 409 `generationInUse`, `importInProgress`.
    func deleteGeneration(_ number: String) async throws {
        try await alone {
            guard let generation = try await store.generations().first(where: { String($0.number) == number }) else {
                throw ServiceError(
                    .notFound, code: "generationDoesNotExist", "there is no generation with this number")
            }
            if generation.isCurrent {
                throw ServiceError(
                    .conflict, code: "generationInUse", "this generation is the one that is served: it stays")
            }
            try await store.deleteGeneration(generation.number)
        }
    }

    private static let maxGenerations = 1_000

    private func requireMaintenance() async throws {
        let wish = try await store.maintenance()
        let others = try await store.instances().filter { $0.mode != .maintenance && $0.name != modes.name }
        guard wish.isWanted, wish.leaseSeconds == nil, modes.gate.isDrained, others.isEmpty else {
            throw ServiceError(
                .conflict, code: "notInMaintenance",
                "an import is for maintenance: enable it first, and wait until every instance is in it")
        }
    }

    private func alone<Value>(_ work: () async throws -> Value) async throws -> Value {
        let isFirst = isImporting.value.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard isFirst else {
            throw ServiceError(
                .conflict, code: "importInProgress", "an import is under way: wait for its end", retryAfterSeconds: 5)
        }
        defer { isImporting.value.withLock { $0 = false } }
        return try await work()
    }
}

extension ImportSummary {
    fileprivate init(_ read: StoreImporter.Summary, isImported: Bool) {
        self.init(
            isImported: isImported, product: read.header.product, revision: read.header.revision,
            records: read.counts.records, claims: read.counts.claims, references: read.counts.references)
    }
}
