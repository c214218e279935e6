import ConfigStoreAPI
import ConfigStoreClient
import Foundation
import HTTPTransport
import RemoteSources
import ServiceKit
import Validation

/// A remote source that is ready to be asked.
struct Forge: Sendable {
    let source: RemoteSource
    let driver: any RemoteSourceDriver
    let connection: RemoteSourceConnection
}

/// How the gateway talks to forges.
struct Forges: Sendable {
    let configStore: ConfigStoreClient
    let registry: LiveDriverRegistry
    let host: DriverHost
    /// Where forges send browsers back to.
    let redirectURI: String
    static let timeout: Duration = .seconds(20)

    func forge(_ ref: String) async throws -> Forge {
        let source = try await configStore.remoteSource(ref)
        guard let driver = registry.current.driver(.remoteSource, type: source.type) else {
            throw ServiceError(
                .unavailable, code: "driverMissing", "no driver of type \(source.type) is installed here")
        }
        return Forge(
            source: source, driver: driver,
            connection: RemoteSourceConnection(
                apiURL: source.apiURL, tls: source.skipVerify ? .skipVerification : .systemRoots))
    }

    func session(_ forge: Forge, _ credentials: CredentialSet) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: forge.driver, host: host, connection: forge.connection, credentials: credentials,
            deadline: min(RequestDeadline.current ?? .now + Self.timeout, .now + Self.timeout))
    }

    /// Asks a forge, with the secrets that this needs and no others.
    ///
    /// - Throws: `ServiceError` with what the forge's failure means to a caller; `unauthorized` is the caller's to say.
    func ask<Output: Sendable>(
        _ forge: Forge, _ credentials: CredentialSet = CredentialSet(), unauthorized: ServiceError,
        _ operation: (RemoteSourceSession) async throws(OperationError) -> Output
    ) async throws -> Output {
        do throws(OperationError) {
            return try await operation(session(forge, credentials))
        } catch {
            throw ServiceError(error, unauthorized: unauthorized)
        }
    }
}

extension ServiceError {
    /// What a forge's failure means to the one who asked.
    init(_ error: OperationError, unauthorized: ServiceError) {
        switch error {
        case .driver(.unauthorized): self = unauthorized
        case .driver(.forbidden(let text)): self.init(.forbidden, code: "forgeForbidden", text)
        case .driver(.notFound(let text)): self.init(.notFound, code: "notFoundAtForge", text)
        case .driver(.moved): self.init(.conflict, code: "movedAtForge", "the repository is elsewhere now")
        case .driver(.conflict(let text)): self.init(.conflict, code: "conflictAtForge", text)
        case .driver(.rateLimited(let until)):
            let wait = until.map { Int(($0 - Date().timeIntervalSince1970).rounded(.up)) } ?? 60
            self.init(
                .unavailable, code: "forgeRateLimited", "the forge asks to wait",
                retryAfterSeconds: max(1, min(wait, 86_400)))
        case .driver(.invalid(let field, let message)):
            self.init(.badGateway, code: "forgeRefused", field.isEmpty ? message : "\(field): \(message)")
        case .driver(.unavailable(let text)), .badAnswer(let text):
            self.init(.badGateway, code: "forgeBadAnswer", text)
        case .driver(.notSupported(let text)): self.init(.invalid, code: "notSupported", text)
        case .driver(.ignored(let text)), .contractViolation(let text):
            self.init(.badGateway, code: "driverFailed", text)
        case .timedOut: self.init(.timedOut, code: "forgeTimedOut", "the forge did not answer in time")
        case .cancelled: self.init(.unavailable, code: "cancelled", "the request was cancelled")
        case .addressRefused(let text): self.init(.badGateway, code: "forgeAddressRefused", text)
        case .unreachable(let text): self.init(.badGateway, code: "forgeUnavailable", text)
        }
    }

    /// The configstore's word, passed on.
    init(_ error: ConfigStoreClientError) {
        if error.code == "apiTokenRefused" {
            // The operator's mistake, not the caller's.
            self.init(.badGateway, code: "configstoreRefused", "the configstore does not take this gateway's API token")
            return
        }
        self.init(
            Kind(rawValue: error.status) ?? .badGateway, code: error.code, error.message,
            details: error.details.map { detail in
                .init(.init(Self.names[detail.field] ?? detail.field), .init(detail.code), detail.message)
            },
            retryAfterSeconds: error.retryAfterSeconds)
    }

    /// What the gateway calls a field that has another name inside.
    private static let names = [
        "user_name": "username", "client_id": "oauth_2_client_id", "client_secret": "oauth_2_client_secret",
        "connection_id": "connection",
    ]
}
