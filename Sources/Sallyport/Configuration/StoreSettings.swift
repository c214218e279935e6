import EtcdAccess
import Foundation

/// Where the configstore's data is, when it is not in the data folder: `etcd://HOST:PORT[,HOST:PORT]`.
struct StoreSettings {
    private static let schemes = ["etcd://": false, "etcds://": true]

    /// - Parameter flag: What `migrate --to` says.
    /// - Returns: Nil for the data folder.
    static func read(_ reader: ConfigurationReader, flag: String? = nil) -> EtcdSettings? {
        let caFile = reader.path("configstore.etcd.caFile")
        let certificateFile = reader.path("configstore.etcd.certificateFile")
        let keyFile = reader.path("configstore.etcd.keyFile")
        let user = reader.text("configstore.etcd.user")
        let password = reader.secret("configstore.etcd.password")
        let quotaBytes = reader.integer("configstore.etcd.quotaBytes", in: 1_048_576...(1 << 50))
        guard let setting = reader.text("configstore.store", flag: flag, variable: "SALLYPORT_STORE") else {
            return nil
        }
        guard let (scheme, isTLS) = schemes.first(where: { setting.text.hasPrefix($0.key) }),
            let endpoints = endpoints(String(setting.text.dropFirst(scheme.count)))
        else {
            reader.refuse(setting, "etcd://HOST:PORT[,HOST:PORT] is needed, or etcds:// for TLS", flag: "--to")
            return nil
        }
        if !isTLS, caFile != nil || certificateFile != nil || keyFile != nil {
            reader.refuse(setting, "files for TLS go with etcds://", flag: "--to")
        }
        if (certificateFile == nil) != (keyFile == nil) {
            reader.refuse(setting, "configstore.etcd.certificateFile and keyFile go together")
        }
        if (user == nil) != (password == nil) {
            reader.refuse(setting, "configstore.etcd.user and its password go together")
        }
        let tls = EtcdSettings.TLS(caFile: caFile, certificateFile: certificateFile, keyFile: keyFile)
        return EtcdSettings(
            endpoints: endpoints, tls: isTLS ? tls : nil, user: user?.text, password: password,
            quotaBytes: quotaBytes)
    }

    private static func endpoints(_ text: String) -> [EtcdSettings.Endpoint]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let endpoints = parts.compactMap { part -> EtcdSettings.Endpoint? in
            guard let url = URL(string: "etcd://\(part)"), let host = url.host(), !host.isEmpty, let port = url.port,
                (1...65_535).contains(port), url.path().isEmpty, url.user == nil, url.query == nil
            else { return nil }
            return EtcdSettings.Endpoint(host: host, port: port)
        }
        return endpoints.count == parts.count && !endpoints.isEmpty ? endpoints : nil
    }
}
