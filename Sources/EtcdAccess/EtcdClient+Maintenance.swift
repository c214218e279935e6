import EtcdProtocol
import GRPCCore

/// How one member of etcd is.
package struct EtcdStatus: Sendable, Hashable {
    package var version: String
    package var databaseBytes: Int
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
                version: status.version, databaseBytes: Int(status.dbSize),
                hasNoSpace: alarms.alarms.contains { $0.alarm == .nospace })
        }
    }
}
