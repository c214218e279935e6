import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOCore
import NIOHTTP2

extension EtcdClient {
    /// The connection to one endpoint.
    static func transport(to endpoint: EtcdSettings.Endpoint, _ settings: EtcdSettings) throws -> Transport {
        var config = Transport.Config.defaults
        // A member that is cut off is noticed though nothing is sent to it.
        config.connection.keepalive = .init(time: .seconds(10), timeout: .seconds(5), allowWithoutCalls: true)
        config.connection.maxIdleTime = nil
        // Every request waits for its answer: nothing is gained by gathering, which takes a tenth of a millisecond.
        config.connection.flushCoalescing = nil
        config.backoff.initial = .milliseconds(50)
        config.backoff.max = .seconds(2)
        config.channelDebuggingCallbacks.onCreateTCPConnection = { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                try pipeline.addHandler(
                    PingAnswerer(), position: .before(pipeline.handler(type: NIOHTTP2Handler.self)))
            }
        }
        return try Transport(
            target: target(of: endpoint), transportSecurity: security(settings.tls), config: config)
    }

    /// An address is no name: TLS looks for it among the addresses of a certificate, and does not send it as a name.
    private static func target(of endpoint: EtcdSettings.Endpoint) -> any ResolvableTarget {
        switch try? NIOCore.SocketAddress(ipAddress: endpoint.host, port: endpoint.port) {
        case .v4?: ResolvableTargets.IPv4.ipv4(address: endpoint.host, port: endpoint.port)
        case .v6?: ResolvableTargets.IPv6.ipv6(address: endpoint.host, port: endpoint.port)
        default: ResolvableTargets.DNS.dns(host: endpoint.host, port: endpoint.port)
        }
    }

    private static func security(_ tls: EtcdSettings.TLS?) -> Transport.TransportSecurity {
        guard let tls else { return .plaintext }
        return .tls(
            .defaults { config in
                if let file = tls.caFile { config.trustRoots = .certificates([.file(path: file, format: .pem)]) }
                if let certificate = tls.certificateFile, let key = tls.keyFile {
                    config.certificateChain = [.file(path: certificate, format: .pem)]
                    config.privateKey = .file(path: key, format: .pem)
                }
            })
    }
}
