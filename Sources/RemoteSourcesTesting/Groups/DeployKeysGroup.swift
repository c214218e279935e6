import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Deploy keys that can't push unless they shall.
    static let deployKeys = ConformanceGroup(
        "deployKeys", "deploy keys: the right to push is always sent, keys in use and missing ones"
    ) { subject in
        guard subject.has(.deployKeys) else { return .notApplicable("deployKeys is not declared") }
        var findings = Findings()
        subject.require(Situation.deployKeys, &findings)
        if let creation = subject.recordings.success(.createDeployKey) {
            var bodies: [[UInt8]] = []
            for readOnly in ["true", "false"] {
                let forge = ScriptedForge(creation.responses)
                _ = await subject.run(creation.kind, creation.arguments.with(["readOnly": readOnly]), over: forge)
                bodies.append(forge.requests.first?.body ?? [])
                findings.expect(
                    forge.requests.first?.method == "POST", "\(creation.name): a key is made with one POST first")
                let text = String(decoding: bodies[bodies.count - 1], as: UTF8.self)
                findings.expect(
                    text.contains(JSONText.quoted(creation.arguments["publicKey"] ?? "-")),
                    "\(creation.name): the public key is not sent")
            }
            // Forges differ in what they assume, so that both have to be said.
            findings.expect(
                bodies[0] != bodies[1] && bodies[0].count.distance(to: bodies[1].count).magnitude <= 12,
                "\(creation.name): whether the key may push is not sent both ways")
        }
        await ConformanceGroup.checkRemoval(.deleteDeployKey, subject, &findings)
        return findings.outcome
    }

    /// What is gone is gone: removing it again is no error, unless the answer isn't the forge's own.
    static func checkRemoval(
        _ kind: OperationKind, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        guard let removal = subject.recordings.success(kind) else { return }
        let forge = ScriptedForge(removal.responses)
        _ = await subject.run(kind, removal.arguments, over: forge)
        findings.expect(
            forge.requests.allSatisfy { $0.method == "DELETE" }, "\(removal.name) does more than to remove")
        let answers: [(TransportResponseSample, String)] = [
            (.missing, "done"), (.empty404, "done"), (.loginPage404, "unavailable"), (.forbidden, "forbidden"),
        ]
        for (answer, code) in answers {
            let outcome = await subject.replay(removal, answers: [answer.response])
            findings.expect(
                outcome.code == code, "\(removal.name): \(answer.rawValue) is \(outcome.text), not \(code)")
        }
    }
}
