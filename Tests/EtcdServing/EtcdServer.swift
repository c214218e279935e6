package import EtcdAccess
import Foundation
import Glibc
import ServiceTesting
import Synchronization

/// A real etcd on free loopback ports, with a folder of its own. `make setup` installs it.
package final class EtcdServer: Sendable {
    private struct Member: Sendable {
        let name: String
        let clientPort: Int
        let peerPort: Int
    }

    private let directory: String
    private let members: [Member]
    private let options: [String]
    /// With which it speaks TLS; nil for none.
    private let certificates: EtcdCertificates?
    private let processes: Mutex<[Int: ChildProcess]> = Mutex([:])

    /// Runs `body` with a cluster.
    ///
    /// - Parameters:
    ///   - members: How many members it has.
    ///   - options: What each member is told besides.
    ///   - certificates: With which it speaks TLS; nil for none.
    package static func with<Value: Sendable>(
        members: Int = 1, options: [String] = [], certificates: EtcdCertificates? = nil,
        _ body: (EtcdServer) async throws -> Value
    ) async throws -> Value {
        let directory = NSTemporaryDirectory() + "sallyport-etcd-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let server = try await started(
            directory: directory, members: members, options: options, certificates: certificates)
        do {
            let value = try await body(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Somebody else may take a free port before etcd does: then it ends, and others are tried.
    private static func started(
        directory: String, members: Int, options: [String], certificates: EtcdCertificates?
    ) async throws -> EtcdServer {
        var attempt = 0
        while true {
            attempt += 1
            let server = EtcdServer(
                directory: "\(directory)/\(attempt)",
                members: try (0..<members).map {
                    Member(name: "m\($0)", clientPort: try FreePort.find(), peerPort: try FreePort.find())
                }, options: options, certificates: certificates)
            do {
                try await server.start()
                return server
            } catch {
                await server.stop()
                if attempt == 5 { throw error }
            }
        }
    }

    private init(directory: String, members: [Member], options: [String], certificates: EtcdCertificates?) {
        self.directory = directory
        self.members = members
        self.options = options
        self.certificates = certificates
    }

    package var settings: EtcdSettings {
        EtcdSettings(
            endpoints: members.map { EtcdSettings.Endpoint(host: "127.0.0.1", port: $0.clientPort) },
            tls: certificates.map { EtcdSettings.TLS(caFile: $0.authority) })
    }

    /// Starts the members that do not run, and waits until they serve.
    package func start() async throws {
        var begun: [ChildProcess] = []
        for (number, member) in members.enumerated() where processes.withLock({ $0[number] == nil }) {
            let process = try ChildProcess(
                URL(filePath: "/usr/bin/env"), arguments: ["etcd"] + arguments(of: member) + options)
            processes.withLock { $0[number] = process }
            begun.append(process)
        }
        for process in begun { _ = try await process.output(after: "ready to serve client requests") }
    }

    /// Kills a member: what it had not written is gone.
    package func kill(_ number: Int = 0) async {
        guard let process = processes.withLock({ $0.removeValue(forKey: number) }) else { return }
        _ = await process.stop(SIGKILL)
    }

    /// Sends a signal to a member, such as SIGSTOP.
    package func signal(_ signal: Int32, to number: Int = 0) {
        guard let process = processes.withLock({ $0[number] }) else { return }
        _ = Glibc.kill(process.identifier, signal)
    }

    /// Runs `etcdctl` on the cluster and returns what it printed.
    @discardableResult
    package func control(_ arguments: String...) async throws -> String { try await control(arguments) }

    @discardableResult
    func control(_ arguments: [String]) async throws -> String {
        let endpoints = members.map { "127.0.0.1:\($0.clientPort)" }.joined(separator: ",")
        let process = try ChildProcess(
            URL(filePath: "/usr/bin/env"),
            arguments: ["etcdctl", "--endpoints", endpoints] + (certificates?.clientArguments ?? []) + arguments,
            environment: ["ETCDCTL_API": "3"])
        let status = await process.status
        guard status == 0 else { throw ChildProcess.Ending(description: process.output) }
        return process.output
    }

    private func stop() async { await killAll() }

    var memberNumbers: Range<Int> { members.indices }

    func removeData() throws {
        for member in members { try FileManager.default.removeItem(atPath: dataDirectory(of: member)) }
    }

    /// What `etcdctl snapshot restore` is told for a member. The token makes it another cluster.
    func restoration(of number: Int) -> [String] {
        let member = members[number]
        return [
            "--name", member.name, "--data-dir", dataDirectory(of: member), "--initial-cluster", initialCluster,
            "--initial-advertise-peer-urls", Self.url(member.peerPort), "--initial-cluster-token", "restored",
        ]
    }

    private var initialCluster: String { members.map { "\($0.name)=\(Self.url($0.peerPort))" }.joined(separator: ",") }
    private func dataDirectory(of member: Member) -> String { "\(directory)/\(member.name)" }
    private static func url(_ port: Int) -> String { "http://127.0.0.1:\(port)" }

    private func arguments(of member: Member) -> [String] {
        let client = "\(certificates == nil ? "http" : "https")://127.0.0.1:\(member.clientPort)"
        let peer = Self.url(member.peerPort)
        return [
            "--name", member.name, "--data-dir", dataDirectory(of: member),
            "--listen-client-urls", client, "--advertise-client-urls", client,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
            "--initial-cluster", initialCluster,
            "--initial-cluster-state", "new", "--initial-cluster-token", directory,
        ] + (certificates?.serverArguments ?? [])
    }
}
