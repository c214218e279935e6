import CurlTransport
package import Foundation
package import GitAccess
import HTTPTransport
package import NIOPosix
package import RemoteSources
import ServiceTesting
import Testing

/// Real repositories behind git's http-backend and OpenSSH's server, in a folder of their own, for one test.
package final class GitServer: Sendable {
    package struct Ports: Decodable, Sendable {
        package var https: Int
        package var ssh: Int
        package var oldSSH: Int
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The ways to reach a repository.
    package enum Way: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case https, oldHTTPS, ssh, oldSSH

        package var testDescription: String { rawValue }
    }

    package let folder: URL
    package let ports: Ports
    package let key = SSHKeyPair(comment: "sallyport")
    package let threads: NIOThreadPool
    private let process: ChildProcess

    /// Runs `body` beside a server.
    package static func with(_ body: (GitServer) async throws -> Void) async throws {
        let server = try await GitServer()
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private init() async throws {
        folder = URL.temporaryDirectory.appending(component: "sallyport-git-\(UUID().uuidString)")
        let repositories = folder.appending(component: "repositories")
        try FileManager.default.createDirectory(at: repositories, withIntermediateDirectories: true)
        for type in ["ed25519", "ecdsa"] {
            try await Self.run(
                "ssh-keygen", ["-q", "-t", type, "-N", "", "-f", folder.appending(component: "host_\(type)").path])
        }
        try await Self.run(
            "openssl",
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
                + ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
                + ["-keyout", folder.path + "/tls.key", "-out", folder.path + "/tls.pem"])
        try (key.publicKey + "\n").write(toFile: folder.path + "/authorized_keys", atomically: true, encoding: .utf8)
        let script = try #require(
            Bundle.module.url(forResource: "git_server", withExtension: "py", subdirectory: "Server"))
        process = try ChildProcess(
            URL(filePath: "/usr/bin/env"), arguments: ["python3", script.path, folder.path], endsWithTest: true)
        ports = try JSONDecoder().decode(Ports.self, from: Data(try await process.output(after: "ports: ").utf8))
        threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
    }

    package func stop() async {
        _ = await process.stop(SIGKILL)
        try? await threads.shutdownGracefully()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A client that may reach the loopback interface, or nothing but public addresses.
    package func client(limits: GitLimits = GitLimits(), allow: [String] = ["127.0.0.0/8"]) throws -> GitClient {
        let ranges = try allow.map { try AddressRange($0) }
        return GitClient(
            transport: CurlTransport(configuration: .init(outboundAllow: ranges)), outboundAllow: ranges,
            limits: limits, threads: threads)
    }

    /// Where a repository is.
    ///
    /// - Parameters:
    ///   - repository: Its path below the folder of repositories.
    ///   - prefix: Which part of the https server answers.
    package func cloneURL(_ way: Way, _ repository: String, prefix: String = "git") -> String {
        switch way {
        case .https: "https://127.0.0.1:\(ports.https)/\(prefix)/\(repository)"
        case .oldHTTPS: "https://127.0.0.1:\(ports.https)/old/\(repository)"
        case .ssh, .oldSSH:
            "ssh://\(NSUserName())@127.0.0.1:\(sshPort(way))\(folder.path)/repositories/\(repository)"
        }
    }

    /// A file with the certificate of the https server.
    package var certificateFile: String { folder.path + "/tls.pem" }

    /// Lines of a known-hosts file for the ssh servers.
    package var knownHosts: String {
        get throws {
            let key = try hostKey("ed25519")
            return [Way.ssh, .oldSSH].map { key.line(host: "127.0.0.1", port: sshPort($0)) + "\n" }.joined()
        }
    }

    private func sshPort(_ way: Way) -> Int { way == .oldSSH ? ports.oldSSH : ports.ssh }

    package func remote(
        _ way: Way, _ repository: String, prefix: String = "git", credentials: GitRemote.Credentials = .none,
        hostKeys: HostKeyPolicy? = nil
    ) throws -> GitRemote {
        let url = cloneURL(way, repository, prefix: prefix)
        switch way {
        case .https, .oldHTTPS:
            return try GitRemote(
                cloneURL: url, credentials: credentials, tls: .certificateAuthorities(file: certificateFile))
        case .ssh, .oldSSH:
            return try GitRemote(
                cloneURL: url, credentials: .privateKey(key.privateKey),
                hostKeys: try hostKeys ?? pinned(port: sshPort(way)))
        }
    }

    /// The server's own host keys.
    package func hostKey(_ type: String) throws -> HostKey {
        let line = try String(contentsOfFile: folder.path + "/host_\(type).pub", encoding: .utf8)
        let words = line.split(separator: " ")
        return HostKey(type: String(words[0]), blob: Array(try #require(Data(base64Encoded: String(words[1])))))
    }

    package func pinned(port: Int) throws -> HostKeyPolicy {
        HostKeyPolicy(knownHosts: try hostKey("ed25519").line(host: "127.0.0.1", port: port))
    }

    /// The time of every commit, so that the same commits have the same ids.
    private static let date = "2026-01-02T03:04:05Z"

    /// Runs git and returns what it prints.
    @discardableResult
    package func git(_ arguments: String..., in repository: String) async throws -> String {
        let path = folder.appending(component: "repositories").path + "/" + repository
        let usual = ["-c", "user.name=Robin", "-c", "user.email=robin@example.com", "-C", path]
        return try await Self.run(
            "git", usual + arguments,
            environment: ["GIT_AUTHOR_DATE": Self.date, "GIT_COMMITTER_DATE": Self.date])
    }

    /// Makes a repository with a branch `main`.
    package func makeRepository(_ name: String) async throws {
        let path = folder.appending(component: "repositories").path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await git("init", "--quiet", "--initial-branch=main", in: name)
    }

    /// Commits a file and returns the commit.
    @discardableResult
    package func commit(_ files: [String: Data], in repository: String) async throws -> String {
        let path = folder.appending(component: "repositories").path + "/" + repository
        for (name, content) in files {
            let file = URL(filePath: path + "/" + name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try content.write(to: file)
        }
        try await git("add", "--all", in: repository)
        try await git("commit", "--quiet", "--message", "a change", in: repository)
        return try await git("rev-parse", "HEAD", in: repository)
    }

    @discardableResult
    package static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> String {
        let process = try ChildProcess(
            URL(filePath: "/usr/bin/env"), arguments: [program] + arguments, environment: environment)
        let status = await process.status
        guard status == 0 else { throw Failure(description: "\(program): \(process.output)") }
        return process.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
