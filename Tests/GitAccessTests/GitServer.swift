import CurlTransport
import Foundation
import HTTPTransport
import NIOPosix
import ServiceTesting
import Testing

@testable import GitAccess

/// Real repositories behind git's http-backend and OpenSSH's server, in a folder of their own, for one test.
final class GitServer: Sendable {
    struct Ports: Decodable {
        var https: Int
        var ssh: Int
        var oldSSH: Int
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The ways to reach a repository.
    enum Way: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case https, oldHTTPS, ssh, oldSSH

        var testDescription: String { rawValue }
    }

    let folder: URL
    let ports: Ports
    let key = SSHKeyPair(comment: "sallyport")
    let threads: NIOThreadPool
    private let process: ChildProcess

    /// Runs `body` beside a server.
    static func with(_ body: (GitServer) async throws -> Void) async throws {
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

    func stop() async {
        _ = await process.stop(SIGKILL)
        try? await threads.shutdownGracefully()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A client that may reach the loopback interface, or nothing but public addresses.
    func client(limits: GitLimits = GitLimits(), allow: [String] = ["127.0.0.0/8"]) throws -> GitClient {
        let ranges = try allow.map { try AddressRange($0) }
        return GitClient(
            transport: CurlTransport(configuration: .init(outboundAllow: ranges)), outboundAllow: ranges,
            limits: limits, threads: threads)
    }

    /// - Parameters:
    ///   - repository: Its path below the folder of repositories.
    ///   - prefix: Which part of the https server answers.
    func remote(
        _ way: Way, _ repository: String, prefix: String = "git", credentials: GitRemote.Credentials = .none,
        hostKeys: HostKeyPolicy? = nil
    ) throws -> GitRemote {
        switch way {
        case .https, .oldHTTPS:
            let prefix = way == .oldHTTPS ? "old" : prefix
            return try GitRemote(
                cloneURL: "https://127.0.0.1:\(ports.https)/\(prefix)/\(repository)", credentials: credentials,
                tls: .certificateAuthorities(file: folder.path + "/tls.pem"))
        case .ssh, .oldSSH:
            let port = way == .ssh ? ports.ssh : ports.oldSSH
            let path = folder.appending(component: "repositories").path + "/" + repository
            return try GitRemote(
                cloneURL: "ssh://\(NSUserName())@127.0.0.1:\(port)\(path)", credentials: .privateKey(key.privateKey),
                hostKeys: try hostKeys ?? pinned(port: port))
        }
    }

    /// The server's own host keys.
    func hostKey(_ type: String) throws -> HostKey {
        let line = try String(contentsOfFile: folder.path + "/host_\(type).pub", encoding: .utf8)
        let words = line.split(separator: " ")
        return HostKey(type: String(words[0]), blob: Array(try #require(Data(base64Encoded: String(words[1])))))
    }

    func pinned(port: Int) throws -> HostKeyPolicy {
        HostKeyPolicy(knownHosts: try hostKey("ed25519").line(host: "127.0.0.1", port: port))
    }

    /// Runs git and returns what it prints.
    @discardableResult
    func git(_ arguments: String..., in repository: String) async throws -> String {
        let path = folder.appending(component: "repositories").path + "/" + repository
        let usual = ["-c", "user.name=Robin", "-c", "user.email=robin@example.com", "-C", path]
        return try await Self.run("git", usual + arguments)
    }

    /// Makes a repository with a branch `main`.
    func makeRepository(_ name: String) async throws {
        let path = folder.appending(component: "repositories").path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try await git("init", "--quiet", "--initial-branch=main", in: name)
    }

    /// Commits a file and returns the commit.
    @discardableResult
    func commit(_ files: [String: Data], in repository: String) async throws -> String {
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
    static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let process = try ChildProcess(URL(filePath: "/usr/bin/env"), arguments: [program] + arguments)
        let status = await process.status
        guard status == 0 else { throw Failure(description: "\(program): \(process.output)") }
        return process.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
