import ConfigStoreAPI
import ConfigStoreClient
import CurlTransport
import Foundation
import GatewayClient
import HTTPTransport
import RunServiceClient

/// Prints what a gateway is and which remote sources it offers; it changes nothing.
///
///     SALLYPORT_GATEWAY_URL           the gateway; http://localhost:8000 unless given
///     SALLYPORT_TOKEN                 an administrator's token shows where each source is, too
///     SALLYPORT_CONFIGSTORE_URL       the configstore, when its sources are to be counted as well
///     SALLYPORT_CONFIGSTORE_API_TOKEN its token
///     SALLYPORT_RUN_SERVICE_URL       the run service, when its last runs are to be shown as well
///     SALLYPORT_RUN_SERVICE_TOKEN     its token
@main
struct Client {
    static func main() async {
        do {
            let environment = ProcessInfo.processInfo.environment
            // Whoever runs this names the servers, so any address is as good as another.
            let transport = CurlTransport(
                configuration: .init(outboundAllow: [try AddressRange("0.0.0.0/0"), try AddressRange("::/0")]))
            let gateway = GatewayClient(
                baseURL: environment["SALLYPORT_GATEWAY_URL"] ?? "http://localhost:8000",
                token: environment["SALLYPORT_TOKEN"], transport: transport, timeout: .seconds(10))
            try await show(gateway)
            if let url = environment["SALLYPORT_CONFIGSTORE_URL"] {
                let configStore = ConfigStoreClient(
                    baseURL: url, token: environment["SALLYPORT_CONFIGSTORE_API_TOKEN"], transport: transport)
                try await count(in: configStore)
            }
            if let url = environment["SALLYPORT_RUN_SERVICE_URL"] {
                let runs = RunServiceClient(
                    baseURL: url, token: environment["SALLYPORT_RUN_SERVICE_TOKEN"], transport: transport)
                for run in try await runs.runs(.init(limit: 10)).runs {
                    print("run \(run.counter) of \(run.group): \(run.phase), \(run.result)")
                }
            }
        } catch {
            // Errors say what to do, and carry no secret.
            FileHandle.standardError.write(Data("client: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func show(_ gateway: GatewayClient) async throws {
        let version = try await gateway.version()
        print("\(version.service) \(version.version)")
        do {
            try await showDetails(gateway)
        } catch let error as GatewayClientError where error.status == 401 || error.status == 403 {
            for try await source in gateway.allRemoteSources {
                print("\(source.name): \(source.authType)\(source.loginEnabled ? "" : ", nobody can log in")")
            }
        }
    }

    /// What only administrators see. Pages are asked for as they are read.
    private static func showDetails(_ gateway: GatewayClient) async throws {
        for try await source in gateway.allRemoteSourceDetails {
            print("\(source.name): \(source.type) at \(source.apiURL), \(source.authType)")
        }
    }

    private static func count(in configStore: ConfigStoreClient) async throws {
        var (count, cursor): (Int, String?) = (0, nil)
        repeat {
            let page: List<ConfigStoreAPI.RemoteSource> = try await configStore.remoteSources(
                limit: 100, cursor: cursor)
            count += page.items.count
            cursor = page.nextCursor
        } while cursor != nil
        print("the configstore has \(count)")
    }
}
