import HTTPTransport
import RemoteSources

/// What the host makes of an operation's answers that are not final.
struct HostCheck {
    let operation: RecordedOperation
    let subject: ConformanceSubject

    private var name: String { operation.kind.rawValue }

    /// A request that changes nothing when it is sent again.
    private func isRepeatable(_ forge: ScriptedForge) -> Bool {
        forge.requests.first.map { ["GET", "PUT", "DELETE"].contains($0.method) } ?? false
    }

    /// The forge with one other answer before the recorded ones.
    private func forge(first: ScriptedForge.Answer) -> ScriptedForge {
        let responses = operation.responses
        return ScriptedForge { _, number in
            if number == 0 { return first }
            return number <= responses.count
                ? .success(responses[number - 1]) : .failure(TransportError(.invalidResponse, "no further answer"))
        }
    }

    func rateLimits(_ findings: inout Findings) async {
        let (short, pauses) = (forge(first: .success(.json(429, "{}", ["Retry-After": "2"]))), PauseLog())
        let outcome = await subject.run(operation.kind, operation.arguments, over: short, pauses: pauses)
        findings.expect(
            outcome.code == "done" && pauses.all == [.seconds(2)],
            "\(name): after a wait of two seconds that the forge asks for, it is \(outcome.text)")
        for answer in [
            TransportResponse.json(429, "{}", ["Retry-After": "3600"]),
            .json(429, "{}", ["Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"]),
            .json(403, "{}", ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "32503680000"]),
        ] {
            let forge = ScriptedForge(always: answer)
            let outcome = await subject.run(operation.kind, operation.arguments, over: forge)
            var isTimed = false
            if case .error(.driver(.rateLimited(_?))) = outcome { isTimed = true }
            findings.expect(
                isTimed && forge.requests.count == 1,
                "\(name): asked to wait for long (\(answer.status)), it is \(outcome.text)")
        }
    }

    func failuresThatPass(_ findings: inout Findings) async {
        let failures: [ScriptedForge.Answer] = [
            .success(TransportResponse(status: 503)), .success(TransportResponse(status: 502)),
            .failure(TransportError(.connectionFailed, "the connection broke")),
        ]
        for failure in failures {
            let forge = forge(first: failure)
            let outcome = await subject.run(operation.kind, operation.arguments, over: forge)
            if isRepeatable(forge) {
                findings.expect(outcome.code == "done", "\(name): after a failure that passes it is \(outcome.text)")
            } else {
                findings.expect(
                    forge.requests.count == 1 && ["unavailable", "unreachable"].contains(outcome.code),
                    "\(name) is sent again although that may do it twice")
            }
        }
    }

    func limits(_ findings: inout Findings) async {
        let late = ScriptedForge { _, _ in .failure(TransportError(.timedOut, "the deadline passed")) }
        let outcome = await subject.run(operation.kind, operation.arguments, over: late)
        findings.expect(outcome.code == "timedOut", "\(name): a forge that is too slow is \(outcome.text)")
        let gone = ScriptedForge(operation.responses)
        let overdue = await subject.run(operation.kind, operation.arguments, over: gone, seconds: -1)
        findings.expect(
            overdue.code == "timedOut" && gone.requests.isEmpty, "\(name): after its deadline it is \(overdue.text)")
        if let limit = subject.driver.manifest.answerLimit {
            let body = [UInt8](repeating: 0x20, count: limit + 1)
            let large = ScriptedForge(always: TransportResponse(status: 200, body: body))
            let cut = await subject.run(operation.kind, operation.arguments, over: large)
            findings.expect(cut.code == "badAnswer", "\(name): an answer beyond the limit is \(cut.text)")
        }
        if operation.kind != .file { await confirmations(&findings) }
    }

    /// 304 says that the answer is still the one that the credential got before.
    private func confirmations(_ findings: inout Findings) async {
        let responses = operation.responses.map { $0.with("ETag", #""kit-1""#) }
        let forge = ScriptedForge { request, number in
            let isAsked = request.headers.first(named: "If-None-Match") == #""kit-1""#
            return .success(isAsked ? TransportResponse(status: 304) : responses[number % responses.count])
        }
        let session = subject.session(over: forge)
        var outcomes: [JSONTree?] = []
        for _ in 0..<2 {
            let (kind, arguments) = (operation.kind, operation.arguments)
            do throws(OperationError) {
                outcomes.append(
                    try await session.perform(kind.capability) { driver throws(DriverError) in
                        try await kind.call(driver, arguments)
                    }.output)
            } catch {
                outcomes.append(nil)
            }
        }
        findings.expect(
            outcomes[0] != nil && outcomes[0] == outcomes[1],
            "\(name): confirmed by the forge it is \(outcomes[1]?.text.prefix(200) ?? "-")")
    }
}
