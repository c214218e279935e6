import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Answers that are refusals, or none at all.
    static let errors = ConformanceGroup(
        "errors", "refusals, rate limits, failures that pass, web pages, empty and cut-off answers, confirmations"
    ) { subject in
        var findings = Findings()
        for kind in OperationKind.allCases where subject.asks(for: kind) {
            guard let operation = subject.recordings.success(kind) else { continue }
            await checkStatuses(operation, subject, &findings)
            if kind != .file { await checkNonsense(operation, subject, &findings) }
            await checkQuotedSecrets(operation, subject, &findings)
            let host = HostCheck(operation: operation, subject: subject)
            await host.rateLimits(&findings)
            await host.failuresThatPass(&findings)
            await host.limits(&findings)
        }
        return findings.outcome
    }

    private static let bodies = [
        #"{"message":"why","url":"http://forge.test/api"}"#, #"{"message":{"key":["is wrong"]}}"#,
        #"{"errors":["why"]}"#,
        #"{"errors":[{"message":"why","context":null}]}"#, "{}", #"{"message":""#, "",
    ]

    private static func checkStatuses(
        _ operation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let statuses: [(Int, Set<String>)] = [
            (400, ["invalid", "conflict", "notFound"]), (401, ["unauthorized"]), (403, ["forbidden"]),
            (404, ["notFound"]), (409, ["conflict", "notFound"]), (422, ["invalid", "conflict", "notFound"]),
            (429, ["rateLimited"]), (500, ["unavailable"]), (502, ["unavailable"]), (503, ["unavailable"]),
            (504, ["unavailable"]),
        ]
        for (status, codes) in statuses {
            for body in bodies {
                let forge = ScriptedForge(always: .json(status, body))
                let outcome = await subject.run(operation.kind, operation.arguments, over: forge)
                var codes = codes
                // Only a whole answer says that a thing is gone.
                if status == 404, operation.kind.takesMissing {
                    codes = body == #"{"message":""# ? ["unavailable"] : ["done"]
                }
                findings.expect(
                    codes.contains(outcome.code),
                    "\(operation.kind.rawValue): \(status) \(body) is \(outcome.text), not \(codes.sorted().joined(separator: " or "))"
                )
            }
        }
    }

    /// What isn't the forge's API is not taken for it.
    private static func checkNonsense(
        _ operation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        for status in [200, 201, 401, 403, 404, 422] {
            let forge = ScriptedForge(always: TransportResponseSample.page(status))
            let outcome = await subject.run(operation.kind, operation.arguments, over: forge)
            findings.expect(
                outcome.code == "unavailable" || (outcome.code == "notFound" && [404, 422].contains(status)),
                "\(operation.kind.rawValue): a web page with \(status) is \(outcome.text), not unavailable")
        }
        for body in ["{", #"{"id":"#, #"[{"id":"#, "nothing", String(repeating: "[", count: 100_000)] {
            let outcome = await subject.run(
                operation.kind, operation.arguments, over: ScriptedForge(always: .json(200, body)))
            findings.expect(
                outcome.code == "unavailable",
                "\(operation.kind.rawValue): 200 \(body.prefix(20)) is \(outcome.text), not unavailable")
        }
        for body in ["", "null", "1", "[null]", #"[{"id":{}}]"#, #"{"id":[]}"#] {
            let outcome = await subject.run(
                operation.kind, operation.arguments, over: ScriptedForge(always: .json(200, body)))
            var codes: Set<String> = ["unavailable", "notFound"]
            if operation.kind.takesEmptyAnswer { codes.insert("done") }
            findings.expect(
                codes.contains(outcome.code),
                "\(operation.kind.rawValue): 200 \(body.debugDescription) is \(outcome.text), not unavailable")
        }
    }

    /// A forge may repeat what it was sent.
    private static func checkQuotedSecrets(
        _ operation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let secrets = KitSecrets()
        let words = secrets.all.joined(separator: " ")
        for status in [400, 401, 403, 404, 422, 500] {
            let forge = ScriptedForge(
                always: .json(status, #"{"message":\#(JSONText.quoted(words)),"error":\#(JSONText.quoted(words))}"#))
            let outcome = await subject.run(operation.kind, operation.arguments, over: forge, with: secrets)
            findings.expect(
                !secrets.all.contains { !$0.isEmpty && outcome.text.contains($0) },
                "\(operation.kind.rawValue): an error of \(status) repeats a secret")
        }
    }
}
