import Foundation
import HTTPTransport

/// Sends requests to a bucket, signed, and again when they fail for a reason that may pass.
struct S3Connection: Sendable {
    let transport: any HTTPTransport
    let configuration: S3Configuration
    let now: @Sendable () -> Date
    let pause: @Sendable (Duration) async throws -> Void
    private let signer: S3Signer

    /// How long the first pause may be; each is twice the one before, up to the last.
    private static let firstPause = Duration.milliseconds(200)
    private static let lastPause = Duration.seconds(5)
    /// What S3 says with other statuses when it is busy.
    private static let passing: Set<String> = [
        "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted", "BadDigest",
        "ConditionalRequestConflict",
    ]

    init(
        transport: any HTTPTransport, configuration: S3Configuration, now: @escaping @Sendable () -> Date,
        pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.transport = transport
        self.configuration = configuration
        self.now = now
        self.pause = pause
        signer = S3Signer(configuration)
    }

    /// What S3 answered, and whether the request had been sent before without an answer.
    struct Answer {
        var response: TransportResponse
        var wasRepeated: Bool
    }

    /// Sends a request until there is an answer that says something.
    ///
    /// - Parameter expected: The statuses that are answers and no failures.
    func send(_ request: S3Request, expected: Set<Int>) async throws(ObjectStorageError) -> Answer {
        var attempt = 1
        while true {
            let failure: ObjectStorageError
            switch await outcome(of: request, expected: expected) {
            case .answer(let response): return Answer(response: response, wasRepeated: attempt > 1)
            case .failure(let error): throw error
            case .passing(let error): failure = error
            }
            guard attempt < configuration.maxAttempts else { throw failure }
            do {
                try await pause(Self.pause(after: attempt))
            } catch {
                throw ObjectStorageError(.cancelled, "the task was cancelled")
            }
            attempt += 1
        }
    }

    private enum Outcome {
        case answer(TransportResponse)
        case failure(ObjectStorageError)
        /// A failure that may pass.
        case passing(ObjectStorageError)
    }

    private func outcome(of request: S3Request, expected: Set<Int>) async -> Outcome {
        do throws(TransportError) {
            let response = try await once(request)
            // What completes an upload may answer 200, and in the body that it failed.
            let code = request.method == "GET" && response.status < 300 ? nil : Self.code(of: response)
            if expected.contains(response.status), code == nil || response.status != 200 { return .answer(response) }
            let passes = response.status >= 500 || [408, 429].contains(response.status)
            let error = Self.error(request, response)
            return passes || code.map(Self.passing.contains) == true ? .passing(error) : .failure(error)
        } catch {
            let passes = [.connectionFailed, .timedOut, .invalidResponse].contains(error.code)
            return passes ? .passing(Self.error(request, error)) : .failure(Self.error(request, error))
        }
    }

    private func once(_ request: S3Request) async throws(TransportError) -> TransportResponse {
        let (url, headers) = signer.sign(request, at: now())
        return try await transport.send(
            TransportRequest(
                method: request.method, url: url, headers: headers, body: request.body,
                deadline: .now + configuration.requestTimeout, maxResponseBytes: request.maxResponseBytes))
    }

    /// From half of the step to all of it, so that those who failed together don't come back together.
    private static func pause(after attempt: Int) -> Duration {
        let step = min(lastPause, firstPause * (1 << min(attempt - 1, 10)))
        return step * Double.random(in: 0.5...1)
    }

    private static func code(of response: TransportResponse) -> String? {
        response.body.isEmpty ? nil : S3Elements(response.body).all("Error").first?.text("Code")
    }

    private static func error(_ request: S3Request, _ error: TransportError) -> ObjectStorageError {
        let what = "\(request.method) \(request.key ?? "the bucket")"
        return switch error.code {
        case .cancelled: ObjectStorageError(.cancelled, "the task was cancelled")
        case .connectionFailed, .timedOut, .invalidResponse:
            ObjectStorageError(.unavailable, "\(what): \(error.message)")
        default: ObjectStorageError(.refused, "\(what): \(error.message)")
        }
    }

    private static func error(_ request: S3Request, _ response: TransportResponse) -> ObjectStorageError {
        let code = code(of: response)
        let message = S3Elements(response.body).all("Error").first?.text("Message")?.prefix(200) ?? ""
        let said = [code, message.isEmpty ? nil : String(message)].compactMap { $0 }.joined(separator: ": ")
        let kind: ObjectStorageError.Code =
            switch (response.status, code) {
            case (_, "QuotaExceeded"?), (507, _), (_, "XMinioStorageFull"?): .full
            case (404, _): .notFound
            case (401, _), (403, _): .forbidden
            case (412, _): .changed
            case (500..., _), (408, _), (429, _): .unavailable
            case (_, let code?) where passing.contains(code): .unavailable
            default: .refused
            }
        return ObjectStorageError(
            kind,
            "\(request.method) \(request.key ?? "the bucket"): S3 answered \(response.status)"
                + (said.isEmpty ? "" : " (\(said))"))
    }
}
