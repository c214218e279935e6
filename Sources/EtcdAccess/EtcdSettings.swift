/// Where an etcd is, and how to get in.
package struct EtcdSettings: Sendable, Hashable {
    package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        package var description: String { "\(host):\(port)" }
    }

    /// Files of PEM.
    package struct TLS: Sendable, Hashable {
        /// Whose certificates are believed; the system's when nil.
        package var caFile: String?
        /// What this client shows, with its key; nil when it shows nothing.
        package var certificateFile: String?
        package var keyFile: String?

        package init(caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil) {
            self.caFile = caFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// Members of one cluster; another one is asked when one does not answer.
    package var endpoints: [Endpoint]
    /// Nil without TLS.
    package var tls: TLS?
    /// Nil when etcd asks nobody who they are.
    package var user: String?
    package var password: String?
    /// How large etcd's database may become, where etcd does not say it itself.
    package var quotaBytes: Int?

    package init(
        endpoints: [Endpoint], tls: TLS? = nil, user: String? = nil, password: String? = nil, quotaBytes: Int? = nil
    ) {
        self.endpoints = endpoints
        self.tls = tls
        self.user = user
        self.password = password
        self.quotaBytes = quotaBytes
    }
}
