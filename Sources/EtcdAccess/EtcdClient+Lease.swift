import EtcdProtocol
import GRPCCore

extension EtcdClient {
    /// Begins a lease: keys with it are gone when nobody has kept it alive for `seconds`.
    package func grantLease(seconds: Int) async throws(EtcdError) -> Int64 {
        try await repeated { client, metadata, options in
            var request = Etcdserverpb_LeaseGrantRequest()
            request.ttl = Int64(seconds)
            return try await Etcdserverpb_Lease.Client(wrapping: client).leaseGrant(
                request, metadata: metadata, options: options
            ).id
        }
    }

    /// Ends a lease, and removes the keys that have it.
    package func revokeLease(_ id: Int64) async throws(EtcdError) {
        try await repeated { client, metadata, options in
            var request = Etcdserverpb_LeaseRevokeRequest()
            request.id = id
            _ = try await Etcdserverpb_Lease.Client(wrapping: client).leaseRevoke(
                request, metadata: metadata, options: options)
        }
    }

    /// Lets a lease begin anew.
    ///
    /// - Returns: Whether it was still there.
    package func keepLeaseAlive(_ id: Int64) async throws(EtcdError) -> Bool {
        try await repeated { client, metadata, options in
            var request = Etcdserverpb_LeaseKeepAliveRequest()
            request.id = id
            let message = request
            return try await Etcdserverpb_Lease.Client(wrapping: client).leaseKeepAlive(
                metadata: metadata, options: options, requestProducer: { try await $0.write(message) },
                onResponse: { response in
                    for try await answer in response.messages { return answer.ttl > 0 }
                    return false
                })
        }
    }
}
