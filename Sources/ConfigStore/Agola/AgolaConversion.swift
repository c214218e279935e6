import Foundation
import NIOPosix
import SQLiteAccess
import ServiceKit

/// Makes an export of this configstore's of one of Agola's: what comes is put together in a scratch database, on a thread of its
/// own, and given out again in the order of an export. What is in memory does not grow with it.
final class AgolaConversion: Sendable {
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let work: Work

    /// Used on the one thread of `thread`.
    private final class Work: @unchecked Sendable {
        private let environment: ActionEnvironment
        private let directory: String
        private var reader = AgolaReader()
        private var report = AgolaReport()
        var scratch: AgolaScratch?
        private var encoder = ExportEncoder()
        private var hasBegun = false
        private var hasEnded = false

        init(environment: ActionEnvironment, directory: String) {
            self.environment = environment
            self.directory = directory
        }

        func take(_ chunk: [UInt8]) throws {
            let scratch = try opened()
            try reader.take(chunk) { object in try add(object, to: scratch) }
        }

        private func add(_ object: AgolaObject, to scratch: AgolaScratch) throws {
            guard let kind = object.kind else { return report.leaveOut(unknown: object) }
            report.count(read: kind.rawValue)
            do {
                let drafts = try AgolaDrafting(environment: environment).drafts(of: object, kind, &report)
                for draft in drafts {
                    guard let other = try scratch.insert(draft) else { continue }
                    report.add(problem: "\(draft.place): the id \(draft.id) is there twice, also at \(other)")
                }
            } catch let refusal as ServiceError {
                report.add(problem: "\(object.place) (\(kind.rawValue) \(object.id)): \(refusal.message)")
            }
        }

        func finish(leavesOutBroken: Bool) throws -> AgolaReport {
            try reader.finish()
            try report.throwIfAny()
            var settling = AgolaSettling(
                scratch: try opened(), environment: environment, leavesOutBroken: leavesOutBroken, report: report)
            try settling.run()
            return settling.report
        }

        func next(_ header: ExportHeader) throws -> [UInt8]? {
            guard !hasEnded else { return nil }
            if !hasBegun {
                hasBegun = true
                return try encoder.begin(header)
            }
            let items = try opened().nextPage()
            if !items.isEmpty { return try encoder.lines(items) }
            hasEnded = true
            return try encoder.end()
        }

        private func opened() throws -> AgolaScratch {
            let scratch = try self.scratch ?? AgolaScratch(directory: directory)
            self.scratch = scratch
            return scratch
        }
    }

    /// - Parameter directory: Where there is room for as much as is imported.
    init(environment: ActionEnvironment, directory: String) {
        work = Work(environment: environment, directory: directory)
        thread.start()
    }

    /// Reads the whole of an export, and gives everything its place.
    ///
    /// - Parameters:
    ///   - chunks: The export, as it comes.
    ///   - maxBytes: The largest that is taken in.
    ///   - room: Where it is put together.
    ///   - leavesOutBroken: Whether what refers to something that is not there is left out, and not a reason to refuse the
    ///     whole.
    /// - Throws: `ExportProblem`, `StoreImporter.TooLarge`, `StoreError`, and what `chunks` throws.
    func read<Chunks: AsyncSequence>(
        _ chunks: Chunks, maxBytes: Int, room: RoomAhead, leavesOutBroken: Bool
    ) async throws -> AgolaReport where Chunks.Element == [UInt8] {
        var (count, room) = (0, room)
        for try await chunk in chunks {
            count += chunk.count
            guard count <= maxBytes else { throw StoreImporter.TooLarge(maxBytes: maxBytes) }
            try await room.pass(chunk.count)
            try await run { try $0.take(chunk) }
        }
        return try await run { try $0.finish(leavesOutBroken: leavesOutBroken) }
    }

    /// The next bytes of the export that was made; nil at its end.
    func next(_ header: ExportHeader) async throws -> [UInt8]? {
        try await run { try $0.next(header) }
    }

    /// Lets go of everything.
    func close() async {
        _ = try? await thread.runIfActive { [work] in work.scratch = nil }
        try? await thread.shutdownGracefully()
    }

    private func run<Value: Sendable>(_ body: @escaping @Sendable (Work) throws -> Value) async throws -> Value {
        try await thread.runOnStore { [work] in try body(work) }
    }
}

/// The export that a conversion makes, in pieces.
struct AgolaExport: AsyncSequence {
    let conversion: AgolaConversion
    let header: ExportHeader

    struct AsyncIterator: AsyncIteratorProtocol {
        let export: AgolaExport

        mutating func next() async throws -> [UInt8]? { try await export.conversion.next(export.header) }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(export: self) }
}
