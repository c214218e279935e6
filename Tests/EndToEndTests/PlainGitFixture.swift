import CurlTransport
import Foundation
import GitAccess
import GitServing
import HTTPTransport
import PlainGitDriver
import RemoteSources

@testable import Sallyport

/// Real repositories, and the driver for plain git as the gateway has it.
struct PlainGitFixture: Sendable {
    let server: GitServer
    let git: GitAccessTransport

    static func with(_ body: (PlainGitFixture) async throws -> Void) async throws {
        try await GitServer.with { server in
            try await body(PlainGitFixture(server: server, git: try transport(for: server)))
        }
    }

    /// - Parameter allow: What may be reached besides public addresses.
    static func transport(for server: GitServer, allow: [String] = ["127.0.0.0/8"]) throws -> GitAccessTransport {
        let ranges = try allow.map { try AddressRange($0) }
        return GitAccessTransport(
            transport: CurlTransport(configuration: .init(outboundAllow: ranges)), outboundAllow: ranges,
            tls: .certificateAuthorities(file: server.certificateFile))
    }

    /// - Parameters:
    ///   - name: The repository's path below the folder of repositories.
    ///   - prefix: Which part of the https server answers.
    func repository(
        _ way: GitServer.Way, _ name: String, prefix: String = "git", credentials: GitRepository.Credentials? = nil,
        hostKeys: GitRepository.HostKeys? = nil
    ) throws -> GitRepository {
        let usual: GitRepository.Credentials =
            switch way {
            case .https, .oldHTTPS: .password(user: "reader", password: "open sesame")
            case .ssh, .oldSSH: .privateKey(server.key.privateKey)
            }
        return try GitRepository(
            cloneURL: server.cloneURL(way, name, prefix: prefix), credentials: credentials ?? usual,
            hostKeys: try hostKeys ?? .pinned(server.knownHosts))
    }

    /// What an operation of the driver gives, through the host.
    func ask<Output: Sendable>(
        _ repository: GitRepository, _ capability: Capability = .refs, git: GitAccessTransport? = nil,
        seconds: Int = 60,
        _ operation: (any RemoteSourceDriver, RepositoryPath) async throws(DriverError) -> Call<Output>
    ) async throws(OperationError) -> Output {
        let session = RemoteSourceSession(
            driver: PlainGitDriver(), git: git ?? self.git, repository: repository, deadline: .now + .seconds(seconds))
        return try await session.perform(capability) { driver throws(DriverError) in
            try await operation(driver, repository.path)
        }.output
    }
}
