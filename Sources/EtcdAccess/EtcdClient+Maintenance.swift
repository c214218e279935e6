import EtcdProtocol
import GRPCCore

/// How one member of etcd is.
package struct EtcdStatus: Sendable, Hashable {
    package var version: String
    package var databaseBytes: Int
    /// What of it is in use; the rest is written over before it grows.
    package var bytesInUse: Int
    /// How large it may become; nil from an etcd before 3.6, which does not say that.
    package var quotaBytes: Int?
    /// Whether the cluster takes no writes for want of space.
    package var hasNoSpace: Bool
}

extension EtcdClient {
    package func status() async throws(EtcdError) -> EtcdStatus {
        try await repeated { client, metadata, options in
            let maintenance = Etcdserverpb_Maintenance.Client(wrapping: client)
            let status = try await maintenance.status(
                Etcdserverpb_StatusRequest(), metadata: metadata, options: options)
            let alarms = try await maintenance.alarm(
                Etcdserverpb_AlarmRequest(), metadata: metadata, options: options)
            return EtcdStatus(
                version: status.version, databaseBytes: Int(status.dbSize), bytesInUse: Int(status.dbSizeInUse),
                quotaBytes: Self.quota(status.dbSizeQuota),
                hasNoSpace: alarms.alarms.contains { $0.alarm == .nospace })
        }
    }

    /// A negative one is none.
    private static func quota(_ bytes: Int64) -> Int? {
        if bytes == 0 { return nil }
        return bytes < 0 ? Int.max : Int(bytes)
    }
}
