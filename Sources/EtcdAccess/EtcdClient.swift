import EtcdProtocol
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Synchronization

/// Speaks to etcd: one connection for each endpoint, and the next endpoint when one does not answer.
///
/// It works while `run` does.
package final class EtcdClient: Sendable {
    typealias Transport = HTTP2ClientTransport.Posix

    private struct State {
        /// Which endpoint is asked first.
        var preferred = 0
        var token: String?
    }

    let settings: EtcdSettings
    private let clients: [GRPCClient<Transport>]
    private let state = Mutex(State())
    /// An answer has at most so many bytes; pages get smaller when they don't fit.
    static let maxAnswerBytes = 32 * 1024 * 1024
    /// What a request may take that has no deadline of its own.
    package static let timeout = Duration.seconds(5)
    /// With how many tokens a request is sent at the most.
    private static let maxTokens = 4

    /// - Throws: `EtcdError.untrusted` for files that no connection can be made with.
    package init(_ settings: EtcdSettings) throws(EtcdError) {
        self.settings = settings
        do {
            clients = try settings.endpoints.map { GRPCClient(transport: try Self.transport(to: $0, settings)) }
        } catch {
            throw .untrusted("\(error)")
        }
    }

    /// Keeps the connections until it is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            for client in clients {
                group.addTask { try? await client.runConnections() }
            }
            await withTaskCancellationHandler {
                await group.waitForAll()
            } onCancel: {
                for client in clients { client.beginGracefulShutdown() }
            }
        }
    }

    /// Runs a request that may be sent again: on the next endpoint when one does not answer.
    func repeated<Value: Sendable>(
        _ body: @Sendable (GRPCClient<Transport>, Metadata, CallOptions) async throws -> Value
    ) async throws(EtcdError) -> Value {
        var failure = EtcdError.notConnected("there is no endpoint")
        for _ in 0..<(2 * clients.count) {
            do throws(EtcdError) {
                return try await once(body)
            } catch {
                switch error {
                case .notConnected, .untrusted, .unavailable, .timedOut: failure = error
                default: throw error
                }
            }
        }
        throw failure
    }

    /// Runs a request that must not be sent twice: on the next endpoint only when nothing was sent.
    func once<Value: Sendable>(
        _ body: @Sendable (GRPCClient<Transport>, Metadata, CallOptions) async throws -> Value
    ) async throws(EtcdError) -> Value {
        var failure = EtcdError.notConnected("there is no endpoint")
        for _ in clients {
            let preferred = state.withLock { $0.preferred }
            do throws(EtcdError) {
                return try await authenticated(clients[preferred], body)
            } catch {
                failure = error
                switch error {
                case .notConnected, .untrusted: leave(preferred)
                default:
                    if error.isUncertain, error != .cancelled { leave(preferred) }
                    throw error
                }
            }
        }
        throw failure
    }

    /// The endpoint that is asked now, and what to do when it fails.
    func withEndpoint<Value: Sendable>(
        _ body: @Sendable (GRPCClient<Transport>, Metadata) async throws -> Value
    ) async throws(EtcdError) -> Value {
        let preferred = state.withLock { $0.preferred }
        do throws(EtcdError) {
            return try await authenticated(clients[preferred]) { client, metadata, _ in
                try await body(client, metadata)
            }
        } catch {
            if error != .cancelled { leave(preferred) }
            throw error
        }
    }

    private func leave(_ endpoint: Int) {
        state.withLock { state in
            if state.preferred == endpoint { state.preferred = (endpoint + 1) % clients.count }
        }
    }

    /// Brings the token along, and asks for a new one when etcd does not know it any more: one that lasts a second may be over
    /// before it gets there.
    private func authenticated<Value: Sendable>(
        _ client: GRPCClient<Transport>,
        _ body: @Sendable (GRPCClient<Transport>, Metadata, CallOptions) async throws -> Value
    ) async throws(EtcdError) -> Value {
        guard settings.user != nil else { return try await translated { try await body(client, [:], Self.options) } }
        var known = state.withLock { $0.token }
        var attempt = 1
        while true {
            let token = if let known { known } else { try await newToken(from: client) }
            do throws(EtcdError) {
                return try await translated { try await body(client, ["token": "\(token)"], Self.options) }
            } catch {
                guard case .unauthenticated = error, attempt < Self.maxTokens else { throw error }
                known = nil
                attempt += 1
            }
        }
    }

    private func newToken(from client: GRPCClient<Transport>) async throws(EtcdError) -> String {
        var request = Etcdserverpb_AuthenticateRequest()
        request.name = settings.user ?? ""
        request.password = settings.password ?? ""
        let token = try await translated { [request] in
            try await Etcdserverpb_Auth.Client(wrapping: client).authenticate(request, options: Self.options).token
        }
        state.withLock { $0.token = token }
        return token
    }

    private func translated<Value>(_ body: () async throws -> Value) async throws(EtcdError) -> Value {
        do {
            return try await body()
        } catch let error as EtcdError {
            throw error
        } catch let error as RPCError {
            throw EtcdError(error)
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .unavailable("\(error)")
        }
    }

    private static var options: CallOptions {
        var options = streamOptions
        options.timeout = timeout
        return options
    }

    /// Of what goes on for as long as it is wanted.
    static var streamOptions: CallOptions {
        var options = CallOptions.defaults
        options.waitForReady = false
        options.maxResponseMessageBytes = maxAnswerBytes
        // The transport goes by this one for answers too, and takes 4 MiB without it.
        options.maxRequestMessageBytes = maxAnswerBytes
        return options
    }
}
