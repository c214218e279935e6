import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// States of commits in the forge's words.
    static let statuses = ConformanceGroup(
        "statuses", "every state has a word, once more is no error, long descriptions are shortened, commits checked"
    ) { subject in
        guard subject.has(.commitStatus) else { return .notApplicable("commitStatus is not declared") }
        var findings = Findings()
        subject.require(Situation.statuses, &findings)
        guard let status = subject.recordings.success(.createCommitStatus) else { return findings.outcome }
        var bodies: [CommitStatus.State: String] = [:]
        for state in CommitStatus.State.allCases {
            let forge = ScriptedForge(status.responses)
            let outcome = await subject.run(status.kind, status.arguments.with(["state": state.rawValue]), over: forge)
            findings.expect(outcome.code == "done", "the state \(state.rawValue) is \(outcome.text)")
            bodies[state] = forge.requests.first.map { String(decoding: $0.body, as: UTF8.self) }
        }
        let told: [CommitStatus.State] = [.pending, .success, .failure]
        findings.expect(
            Set(told.compactMap { bodies[$0] }).count == told.count,
            "pending, success and failure are not told apart")
        await checkDescription(status, subject, &findings)
        for sha in ["", "zzz", "main", "abc", String(repeating: "a", count: 39)] {
            await ConformanceGroup.checkRefused(status, ["sha": sha], subject, &findings)
        }
        for (code, answer) in [("notFound", 404), ("invalid", 422), ("invalid", 400)] {
            let outcome = await subject.replay(status, answers: [.json(answer, #"{"message":"No commit found"}"#)])
            findings.expect(
                [code, "notFound"].contains(outcome.code),
                "a commit that the forge doesn't know (\(answer)) is \(outcome.text)")
        }
        return findings.outcome
    }

    private static func checkDescription(
        _ status: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let long = String(repeating: "ü✓ long ", count: 1000)
        let forge = ScriptedForge(status.responses)
        let arguments = status.arguments.with(["description": long, "targetURL": "https://ci.test/run/1"])
        let outcome = await subject.run(status.kind, arguments, over: forge)
        findings.expect(outcome.code == "done", "a long description is \(outcome.text)")
        let body = String(decoding: forge.requests.first?.body ?? [], as: UTF8.self)
        let isSent = ["ü✓ long", PercentEncoding.encode("ü✓ long")].contains(where: body.contains)
        findings.expect(isSent, "the description is not sent")
        findings.expect(body.utf8.count < 4096, "a description of 8,000 characters is sent as it is")
        findings.expect(
            body.contains("ci.test") && body.contains("run"), "the address of the run is not sent")
        findings.expect(
            body.contains(JSONText.quoted(status.arguments["context"] ?? "-"))
                || body.contains(PercentEncoding.encode(status.arguments["context"] ?? "-")),
            "the context is not sent")
    }
}
