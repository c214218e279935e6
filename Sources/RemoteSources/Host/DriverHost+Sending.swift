import Foundation
import HTTPTransport

extension DriverHost {
    /// Sends a request with what is kept of earlier ones: an answer that the forge may confirm, a wish to wait.
    ///
    /// - Parameter isKept: Whether the answer may be kept; one that carries secrets may not.
    func exchange(
        _ request: TransportRequest, key: CredentialKey?, isKept: Bool
    ) async throws(OperationError) -> ForgeResponse {
        let hasWaited = try await waitForGate(key, deadline: request.deadline)
        guard isKept, let cacheKey = AnswerCache.key(request) else {
            return forgeResponse(try await send(request, key: key, hasWaited: hasWaited))
        }
        var request = request
        let known = answers.answer(cacheKey)
        if let known { request.headers.append(TransportHeader("If-None-Match", known.tag)) }
        let response = try await send(request, key: key, hasWaited: hasWaited)
        if let known, response.status == 304 {
            return forgeResponse(AnswerCache.confirmed(known, by: response))
        }
        answers.keep(response, as: cacheKey)
        return forgeResponse(response)
    }

    /// Waits when the forge has asked to, for as long as one may wait.
    private func waitForGate(_ key: CredentialKey?, deadline: ContinuousClock.Instant) async throws(OperationError)
        -> Bool
    {
        let time = now().timeIntervalSince1970
        guard let until = gate.until(key, now: time) else { return false }
        let wait = Duration.milliseconds(Int64(((until - time) * 1000).rounded(.up)))
        guard wait <= Self.maxRateLimitWait, ContinuousClock.now + wait < deadline else {
            throw .driver(.rateLimited(until: until))
        }
        instruments.countWait(wait)
        try await rest(wait)
        return true
    }

    /// Sends a request, and again after a failure that may pass when repeating it changes nothing, or after a short
    /// rate limit, since the forge didn't act on what it turned away.
    private func send(
        _ request: TransportRequest, key: CredentialKey?, hasWaited: Bool
    ) async throws(OperationError) -> TransportResponse {
        var hasWaited = hasWaited
        let isRepeatable = ["GET", "HEAD", "PUT", "DELETE"].contains(request.method)
        for attempt in 1...Self.maxAttempts {
            guard ContinuousClock.now < request.deadline else { throw .timedOut }
            var wait = Duration.milliseconds(Int.random(in: 50...150) * attempt * attempt)
            let isLast = attempt == Self.maxAttempts
            do {
                let response = try await transport.send(request)
                guard response.body.count <= request.maxResponseBytes else {
                    throw OperationError.badAnswer(
                        "the forge's answer is larger than \(request.maxResponseBytes) bytes")
                }
                let time = now().timeIntervalSince1970
                // Without a time, it is the driver's to say what the forge means.
                if let limit = RateLimit(response, now: time), let limited = limit.wait {
                    gate.close(key, until: limit.until, now: time)
                    let refusal = OperationError.driver(.rateLimited(until: limit.until))
                    guard !isLast, limited <= Self.maxRateLimitWait else { throw refusal }
                    guard ContinuousClock.now + limited < request.deadline else { throw refusal }
                    wait = limited
                    instruments.countWait(limited)
                    hasWaited = true
                } else {
                    if hasWaited { gate.open(key) }
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
            try await rest(wait)
        }
        throw .timedOut
    }

    private func rest(_ duration: Duration) async throws(OperationError) {
        do {
            try await pause(duration)
        } catch {
            throw .cancelled
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

extension RateLimit {
    fileprivate init?(_ response: TransportResponse, now: Double) {
        self.init(status: response.status, now: now) { response.headers.first(named: $0) }
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
