public import Foundation
public import HTTPTransport

/// What an operation returned, and the secrets that its answers carried.
public struct OperationResult<Output: Sendable>: Sendable {
    /// What the driver read.
    public var output: Output
    /// What the host took out of the answers before the driver read them.
    public var secrets: [SecretExtraction.Kind: String]

    /// Creates a result.
    ///
    /// - Parameters:
    ///   - output: What the driver read.
    ///   - secrets: What the host took out of the answers.
    public init(output: Output, secrets: [SecretExtraction.Kind: String] = [:]) {
        self.output = output
        self.secrets = secrets
    }
}

/// Performs drivers' calls: it builds the requests, sends them, bounds and retries them, and keeps the secrets.
public struct DriverHost: Sendable {
    /// How many requests one operation may take.
    static let maxSteps = 10
    /// How often a request that can be repeated safely is sent.
    static let maxAttempts = 3
    /// How long to wait for a rate limit at the most; a longer wait is the caller's.
    static let maxRateLimitWait = Duration.seconds(5)

    private let transport: any HTTPTransport
    let now: @Sendable () -> Date
    private let pause: @Sendable (Duration) async throws -> Void
    private let userAgent: String

    /// Creates a host.
    ///
    /// - Parameters:
    ///   - transport: What performs the requests.
    ///   - now: The clock.
    ///   - pause: Waits before a request is repeated.
    ///   - version: The product's version, for the `User-Agent` header.
    public init(
        transport: any HTTPTransport, now: @escaping @Sendable () -> Date = { Date() },
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        version: String = "development"
    ) {
        self.transport = transport
        self.now = now
        self.pause = pause
        userAgent = "sallyport/\(version)"
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
        let builder = RequestBuilder(
            connection: connection, manifest: manifest, credentials: credentials, userAgent: userAgent)
        var redactor = SecretRedactor(credentials)
        var call = call
        var secrets: [SecretExtraction.Kind: String] = [:]
        for _ in 0..<Self.maxSteps {
            do throws(OperationError) {
                var response = try await send(try builder.build(call.request, deadline: deadline))
                for (kind, secret) in try Self.extract(call.request.extracts, from: &response) {
                    secrets[kind] = secret
                    redactor.add(secret)
                }
                switch try await Self.read(response, of: call) {
                case .done(let output): return OperationResult(output: output, secrets: secrets)
                case .next(let next): call = next
                }
            } catch {
                throw redactor.redacted(error)
            }
        }
        throw .contractViolation("\(manifest.id) needs more than \(Self.maxSteps) requests for one operation")
    }

    private static func extract(
        _ extracts: [SecretExtraction], from response: inout ForgeResponse
    ) throws(OperationError) -> [SecretExtraction.Kind: String] {
        do {
            return try SecretExtractor(extracts).extract(from: &response)
        } catch {
            throw .driver(error)
        }
    }

    private static func read<Output: Sendable>(
        _ response: ForgeResponse, of call: Call<Output>
    ) async throws(OperationError) -> CallStep<Output> {
        do {
            return try await call.read(response)
        } catch {
            throw .driver(error)
        }
    }

    /// Sends a request, and again after a failure that may pass when repeating it changes nothing, or after a short
    /// rate limit, since the forge didn't act on what it turned away.
    private func send(_ request: TransportRequest) async throws(OperationError) -> ForgeResponse {
        let isRepeatable = ["GET", "HEAD", "PUT", "DELETE"].contains(request.method)
        for attempt in 1...Self.maxAttempts {
            guard ContinuousClock.now < request.deadline else { throw .timedOut }
            var wait = Duration.milliseconds(Int.random(in: 50...150) * attempt * attempt)
            let isLast = attempt == Self.maxAttempts
            do {
                let response = forgeResponse(try await transport.send(request))
                guard response.body.count <= request.maxResponseBytes else {
                    throw OperationError.badAnswer(
                        "the forge's answer is larger than \(request.maxResponseBytes) bytes")
                }
                if let limit = RateLimit(response) {
                    let refusal = OperationError.driver(.rateLimited(until: limit.until))
                    guard !isLast, let limited = limit.wait, limited <= Self.maxRateLimitWait else { throw refusal }
                    guard ContinuousClock.now + limited < request.deadline else { throw refusal }
                    wait = limited
                } else {
                    guard isRepeatable, !isLast, [502, 503, 504].contains(response.status),
                        ContinuousClock.now + wait < request.deadline
                    else { return response }
                }
            } catch let error as TransportError {
                guard isRepeatable, !isLast, error.code == .connectionFailed,
                    ContinuousClock.now + wait < request.deadline
                else { throw OperationError(error) }
            } catch let error as OperationError {
                throw error
            } catch {
                throw .unreachable("the request failed")
            }
            do {
                try await pause(wait)
            } catch {
                throw .cancelled
            }
        }
        throw .timedOut
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
