import EtcdProtocol
import Foundation
import GRPCCore

extension EtcdClient {
    /// Tells everything that happens to a range, from a revision on, until it fails or is cancelled.
    ///
    /// - Parameters:
    ///   - range: What is watched.
    ///   - revision: The first revision that is told.
    ///   - body: Takes whole revisions, one call after the other. Etcd waits for it.
    /// - Throws: `EtcdError.compacted` when the history does not go back so far; `EtcdError` when the connection is lost.
    package func watch(
        _ range: EtcdKeyRange, from revision: Int, _ body: @Sendable @escaping (EtcdWatchBatch) async throws -> Void
    ) async throws(EtcdError) {
        try await withEndpoint { client, metadata in
            var create = Etcdserverpb_WatchCreateRequest()
            create.key = Data(range.start)
            create.rangeEnd = Data(range.end)
            create.startRevision = Int64(revision)
            create.progressNotify = true
            create.fragment = true
            var request = Etcdserverpb_WatchRequest()
            request.createRequest = create
            let first = request
            try await Etcdserverpb_Watch.Client(wrapping: client).watch(
                metadata: metadata, options: Self.streamOptions,
                requestProducer: { writer in
                    try await writer.write(first)
                    // The stream is open as long as requests could come.
                    try await Task.sleep(for: .seconds(1_000_000_000))
                },
                onResponse: { response in
                    var events: [EtcdWatchEvent] = []
                    for try await message in response.messages {
                        try Self.check(message)
                        events += message.events.map { EtcdWatchEvent($0) }
                        if message.fragment || message.created { continue }
                        let batch = EtcdWatchBatch(
                            events: events, revision: events.last?.revision ?? Int(message.header.revision))
                        events = []
                        try await body(batch)
                    }
                    throw EtcdError.unavailable("the watch ended")
                })
        }
    }

    private static func check(_ message: Etcdserverpb_WatchResponse) throws {
        guard message.canceled else { return }
        if message.compactRevision > 0 { throw EtcdError.compacted(revision: Int(message.compactRevision)) }
        if message.cancelReason.contains("token") { throw EtcdError.unauthenticated(message.cancelReason) }
        throw EtcdError.unavailable("the watch was cancelled: \(message.cancelReason)")
    }
}

extension EtcdWatchEvent {
    fileprivate init(_ event: Mvccpb_Event) {
        key = Array(event.kv.key)
        value = event.type == .delete ? nil : Array(event.kv.value)
        revision = Int(event.kv.modRevision)
        isNew = event.kv.createRevision == event.kv.modRevision
    }
}
