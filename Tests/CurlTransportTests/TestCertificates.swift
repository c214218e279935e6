import Foundation

/// A certificate authority of one test, and the server certificates that it signs, in a folder of its own.
struct TestCertificates {
    let directory: String
    var authority: String { directory + "/ca.pem" }

    /// Where one server's key and certificate are.
    struct Server {
        let key: String
        let certificate: String
    }

    init() throws {
        directory = NSTemporaryDirectory() + "sallyport-tls-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try openssl(
            "-subj", "/CN=Test authority", "-addext", "keyUsage=critical,keyCertSign", "-keyout",
            directory + "/ca.key", "-out", authority)
    }

    /// A certificate for names such as `DNS:localhost,IP:127.0.0.1`.
    func server(names: String = "DNS:localhost,IP:127.0.0.1") throws -> Server {
        let server = Server(key: directory + "/server.key", certificate: directory + "/server.pem")
        try openssl(
            "-subj", "/CN=Test server", "-addext", "subjectAltName=" + names, "-addext", "basicConstraints=CA:FALSE",
            "-CA", authority, "-CAkey", directory + "/ca.key", "-keyout", server.key, "-out", server.certificate)
        return server
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: directory)
    }

    private func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", "2"] + arguments
        let output = Pipe()
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw TLSServer.Failure(output: String(decoding: said, as: UTF8.self))
        }
    }
}
