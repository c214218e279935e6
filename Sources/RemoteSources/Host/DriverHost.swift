public import Foundation
public import HTTPTransport

/// What an operation returned, and the secrets that its answers carried.
public struct OperationResult<Output: Sendable>: Sendable {
    /// What the driver read.
    public var output: Output
    /// What the host took out of the answers before the driver read them.
    public var secrets: [SecretExtraction.Kind: String]
}

/// Performs drivers' calls: it builds the requests, sends them, bounds and retries them, and keeps the secrets.
public struct DriverHost: Sendable {
    /// How many requests one operation may take.
    static let maxSteps = 10
    /// How often a request that can be repeated safely is sent.
    static let maxAttempts = 3

    private let transport: any HTTPTransport
    private let now: @Sendable () -> Date
    private let pause: @Sendable (Duration) async throws -> Void

    /// Creates a host.
    ///
    /// - Parameters:
    ///   - transport: What performs the requests.
    ///   - now: The clock.
    ///   - pause: Waits before a request is repeated.
    public init(
        transport: any HTTPTransport, now: @escaping @Sendable () -> Date = { Date() },
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.transport = transport
        self.now = now
        self.pause = pause
    }

    /// Performs an operation.
    ///
    /// - Parameters:
    ///   - call: What the driver described.
    ///   - manifest: The driver's manifest.
    ///   - connection: Where the forge is.
    ///   - credentials: The secrets for the slots.
    ///   - deadline: When the whole operation must be over.
    /// - Returns: What the driver read, and the secrets of the answers.
    /// - Throws: `OperationError`.
    public func perform<Output: Sendable>(
        _ call: Call<Output>, manifest: DriverManifest, connection: RemoteSourceConnection, credentials: CredentialSet,
        deadline: ContinuousClock.Instant
    ) async throws(OperationError) -> OperationResult<Output> {
        let builder = RequestBuilder(connection: connection, manifest: manifest, credentials: credentials)
        var call = call
        var secrets: [SecretExtraction.Kind: String] = [:]
        for _ in 0..<Self.maxSteps {
            let request = try builder.build(call.request, deadline: deadline)
            var response = forgeResponse(try await send(request))
            if (200..<300).contains(response.status), !call.request.extracts.isEmpty {
                let found = SecretExtractor.extract(call.request.extracts, from: &response)
                secrets.merge(found) { $1 }
            }
            let step: CallStep<Output>
            do {
                step = try await call.read(response)
            } catch {
                throw .driver(error)
            }
            switch step {
            case .done(let output): return OperationResult(output: output, secrets: secrets)
            case .next(let next): call = next
            }
        }
        throw .contractViolation("\(manifest.id) needs more than \(Self.maxSteps) requests for one operation")
    }

    /// Sends a request, and once more after a failure that may pass when repeating it changes nothing.
    private func send(_ request: TransportRequest) async throws(OperationError) -> TransportResponse {
        let isRepeatable = ["GET", "HEAD", "PUT", "DELETE"].contains(request.method)
        var attempt = 1
        while true {
            let mayRepeat = isRepeatable && attempt < Self.maxAttempts
            do {
                let response = try await transport.send(request)
                guard mayRepeat, [502, 503, 504].contains(response.status) else { return response }
            } catch {
                guard mayRepeat, error.code == .connectionFailed else { throw OperationError(error) }
            }
            let wait = Duration.milliseconds(Int.random(in: 50...150) * attempt * attempt)
            guard ContinuousClock.now + wait < request.deadline else { throw .timedOut }
            do {
                try await pause(wait)
            } catch {
                throw .cancelled
            }
            attempt += 1
        }
    }

    private func forgeResponse(_ response: TransportResponse) -> ForgeResponse {
        var headers: [String: String] = [:]
        for header in response.headers where header.name.lowercased() != "set-cookie" {
            headers[header.name.lowercased()] = header.value
        }
        return ForgeResponse(
            status: response.status, headers: headers, body: response.body,
            receivedAt: now().timeIntervalSince1970)
    }
}

extension OperationError {
    fileprivate init(_ error: TransportError) {
        switch error.code {
        case .timedOut: self = .timedOut
        case .cancelled: self = .cancelled
        case .addressRefused: self = .addressRefused(error.message)
        case .responseTooLarge, .invalidResponse: self = .badAnswer(error.message)
        default: self = .unreachable(error.message)
        }
    }
}
