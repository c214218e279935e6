import Crypto
import Foundation

/// The tokens of app installations, each made once and kept until shortly before it expires.
actor InstallationTokens {
    /// Which app, which forge, which organization or person.
    struct Key: Hashable {
        private let digest: SHA256.Digest

        init(_ app: AppCredentials, connection: RemoteSourceConnection, owner: String) {
            let parts = [app.issuer, app.privateKey, connection.apiURL, owner.lowercased()]
            digest = SHA256.hash(data: Data(parts.joined(separator: "\n").utf8))
        }
    }

    private struct Entry {
        var token: String
        var expiresAt: Double
        var lastUse: UInt64
    }

    /// How long before it expires a token is no longer used, in seconds.
    static let marginSeconds = 300.0
    /// How long one is used when the forge doesn't say.
    private static let usualSeconds = 600.0
    static let maxEntries = 1000

    private var entries: [Key: Entry] = [:]
    private var flights: [Key: Task<Result<RemoteTokens, OperationError>, Never>] = [:]
    private var uses: UInt64 = 0

    /// The token that is kept, or a new one. However many ask at once, one of them makes it.
    func token(
        _ key: Key, now: Double, make: @escaping @Sendable () async throws(OperationError) -> RemoteTokens
    ) async throws(OperationError) -> String {
        uses += 1
        if let entry = entries[key] {
            if entry.expiresAt - Self.marginSeconds > now {
                entries[key]?.lastUse = uses
                return entry.token
            }
            entries[key] = nil
        }
        // A task of its own, so that whoever asked first can leave without taking the token from the others.
        let flight =
            flights[key]
            ?? Task {
                do throws(OperationError) {
                    return .success(try await make())
                } catch {
                    return .failure(error)
                }
            }
        flights[key] = flight
        let result = await flight.value
        if flights[key] == flight {
            flights[key] = nil
            if case .success(let tokens) = result { keep(tokens, as: key, now: now) }
        }
        return try result.get().accessToken
    }

    /// Forgets a token that the forge no longer takes.
    func forget(_ token: String, of key: Key) {
        if entries[key]?.token == token { entries[key] = nil }
    }

    private func keep(_ tokens: RemoteTokens, as key: Key, now: Double) {
        if entries.count >= Self.maxEntries, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            entries[oldest.key] = nil
        }
        entries[key] = Entry(
            token: tokens.accessToken,
            expiresAt: tokens.expiresAt ?? now + Self.usualSeconds + Self.marginSeconds, lastUse: uses)
    }
}
