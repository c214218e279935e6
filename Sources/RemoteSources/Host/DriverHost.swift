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

    let transport: any HTTPTransport
    let now: @Sendable () -> Date
    let pause: @Sendable (Duration) async throws -> Void
    private let userAgent: String
    let answers = AnswerCache()
    let gate = RateLimitGate()
    let installationTokens = InstallationTokens()
    /// What it counts.
    package let instruments = ForgeInstruments()

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
            connection: connection, manifest: manifest, credentials: credentials, userAgent: userAgent,
            now: now().timeIntervalSince1970)
        var redactor = SecretRedactor(credentials)
        var call = call
        var secrets: [SecretExtraction.Kind: String] = [:]
        for _ in 0..<Self.maxSteps {
            do throws(OperationError) {
                let request = try builder.build(call.request, deadline: deadline)
                redactor.add(credentialsOf: request)
                let key = CredentialKey(request)
                var response = try await exchange(request, key: key, isKept: call.request.extracts.isEmpty)
                let extracted = try Self.extract(call.request.extracts, from: &response)
                for (kind, secret) in extracted {
                    secrets[kind] = secret
                    redactor.add(secret)
                }
                // Drivers may shorten what a refusal says: what is left of a secret could not be found any more.
                let isSuccess = (200..<300).contains(response.status)
                let isRefusal = !isSuccess || (!call.request.extracts.isEmpty && extracted.isEmpty)
                if isRefusal || call.request.isReadOutside { response = redactor.redacted(response) }
                switch try await read(response, of: call, key, deadline: deadline) {
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

    private func read<Output: Sendable>(
        _ response: ForgeResponse, of call: Call<Output>, _ key: CredentialKey?, deadline: ContinuousClock.Instant
    ) async throws(OperationError) -> CallStep<Output> {
        do {
            return try await call.read(response)
        } catch {
            // Some forges say it in the body only, which the driver alone can read.
            if case .rateLimited(let until) = error { gate.close(key, until: until, now: response.receivedAt) }
            throw .cutOff(error, deadline: deadline)
        }
    }
}
