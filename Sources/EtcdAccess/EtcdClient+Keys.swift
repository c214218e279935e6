import EtcdProtocol
import Foundation
import GRPCCore

extension EtcdClient {
    /// Reads a page of a range, in the order of the keys.
    ///
    /// - Parameters:
    ///   - limit: The most pairs.
    ///   - revision: As of when; nil for now, which asks the cluster's leader.
    package func range(_ range: EtcdKeyRange, limit: Int, at revision: Int? = nil) async throws(EtcdError) -> EtcdPage {
        try await repeated { client, metadata, options in
            var request = Etcdserverpb_RangeRequest()
            request.key = Data(range.start)
            request.rangeEnd = Data(range.end)
            request.limit = Int64(limit)
            request.revision = Int64(revision ?? 0)
            let response = try await Etcdserverpb_KV.Client(wrapping: client).range(
                request, metadata: metadata, options: options)
            return EtcdPage(
                pairs: response.kvs.map { EtcdPair($0) }, hasMore: response.more, count: Int(response.count),
                revision: Int(response.header.revision), cluster: response.header.clusterID)
        }
    }

    /// Applies a transaction.
    ///
    /// - Throws: `EtcdError`; whether it was applied may then be open (`isUncertain`).
    package func apply(
        _ transaction: EtcdTransaction, timeout: Duration = EtcdClient.timeout
    ) async throws(EtcdError) -> EtcdTransaction.Outcome {
        let message = transaction.message
        return try await once { client, metadata, options in
            var options = options
            options.timeout = timeout
            let response = try await Etcdserverpb_KV.Client(wrapping: client).txn(
                message, metadata: metadata, options: options)
            if response.succeeded {
                return EtcdTransaction.Outcome(
                    isApplied: true, revision: Int(response.header.revision),
                    branches: transaction.hasBranches ? response.responses.compactMap(\.branch) : [])
            }
            let revisions = response.responses.flatMap { $0.responseRange.kvs.map(\.modRevision) }
            return EtcdTransaction.Outcome(isApplied: false, revision: Int(revisions.max() ?? 0))
        }
    }

    /// Deletes a range, which may be said twice.
    package func delete(_ range: EtcdKeyRange) async throws(EtcdError) {
        try await repeated { client, metadata, options in
            var request = Etcdserverpb_DeleteRangeRequest()
            request.key = Data(range.start)
            request.rangeEnd = Data(range.end)
            _ = try await Etcdserverpb_KV.Client(wrapping: client).deleteRange(
                request, metadata: metadata, options: options)
        }
    }

    /// Forgets what was before a revision.
    package func compact(before revision: Int) async throws(EtcdError) {
        do throws(EtcdError) {
            try await repeated { client, metadata, options in
                var request = Etcdserverpb_CompactionRequest()
                request.revision = Int64(revision)
                _ = try await Etcdserverpb_KV.Client(wrapping: client).compact(
                    request, metadata: metadata, options: options)
            }
        } catch .compacted {
            // Somebody else was faster.
        }
    }
}

extension EtcdTransaction {
    fileprivate var hasBranches: Bool {
        operations.contains { if case .branch = $0 { true } else { false } }
    }
}

extension Etcdserverpb_ResponseOp {
    /// Whether it was done; nil for what is no branch.
    fileprivate var branch: Bool? {
        if case .responseTxn(let inner)? = response { inner.succeeded } else { nil }
    }
}
