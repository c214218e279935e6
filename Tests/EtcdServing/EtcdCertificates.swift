import Foundation
import ServiceTesting

/// A certificate authority of one test, and what it signs: a server's certificate and a client's.
package struct EtcdCertificates: Sendable {
    private let directory: String

    /// - Parameter directory: A folder of its own, which is made.
    package init(in directory: String) async throws {
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await openssl(
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=Test authority", "-addext",
            "keyUsage=critical,keyCertSign", "-keyout", path("ca.key"),
            "-out", authority)
        try await sign("server")
        try await sign("client")
    }

    package var authority: String { path("ca.pem") }
    package var clientCertificate: String { path("client.pem") }
    package var clientKey: String { path("client.key") }

    /// What makes etcd show its certificate.
    var serverArguments: [String] { ["--cert-file", path("server.pem"), "--key-file", path("server.key")] }

    /// What makes etcd want a client's certificate.
    package var demands: [String] { ["--client-cert-auth", "--trusted-ca-file", authority] }

    var clientArguments: [String] { ["--cacert", authority, "--cert", clientCertificate, "--key", clientKey] }

    /// What makes etcd sign tokens that are good for so long, however much they are used.
    package func tokens(seconds: Int) async throws -> [String] {
        try await openssl(
            "-newkey", "rsa:2048", "-subj", "/CN=tokens", "-keyout", path("token.key"), "-out", path("token.pem"))
        let options = ["jwt", "pub-key=\(path("token.pem"))", "priv-key=\(path("token.key"))", "sign-method=RS256"]
        return ["--auth-token", (options + ["ttl=\(seconds)s"]).joined(separator: ",")]
    }

    private func path(_ name: String) -> String { directory + "/" + name }

    private func sign(_ name: String) async throws {
        try await openssl(
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE",
            "-addext", "extendedKeyUsage=clientAuth,serverAuth", "-CA", authority, "-CAkey", path("ca.key"),
            "-keyout", path(name + ".key"), "-out", path(name + ".pem"))
    }

    private func openssl(_ arguments: String...) async throws {
        let process = try ChildProcess(
            URL(filePath: "/usr/bin/env"),
            arguments: ["openssl", "req", "-x509", "-nodes", "-days", "2"] + arguments)
        guard await process.status == 0 else { throw ChildProcess.Ending(description: process.output) }
    }
}
