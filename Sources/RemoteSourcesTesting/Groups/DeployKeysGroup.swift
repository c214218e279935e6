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
            let readOnly = await checkCreation(creation, readOnly: true, subject, &findings)
            if subject.recordings.without[Situation.writableDeployKey] != nil {
                await checkNeverWritable(creation, subject, &findings)
            } else {
                let writable = await checkCreation(creation, readOnly: false, subject, &findings)
                // Forges differ in what they assume, so that both have to be said.
                findings.expect(
                    readOnly != writable && readOnly.count.distance(to: writable.count).magnitude <= 12,
                    "\(creation.name): whether the key may push is not sent both ways")
            }
        }
        await ConformanceGroup.checkRemoval(.deleteDeployKey, subject, &findings)
        return findings.outcome
    }

    /// The body that a key is made with.
    private static func checkCreation(
        _ creation: RecordedOperation, readOnly: Bool, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async -> [UInt8] {
        let forge = ScriptedForge(creation.responses)
        let arguments = creation.arguments.with(["readOnly": readOnly ? "true" : "false"])
        _ = await subject.run(creation.kind, arguments, over: forge)
        findings.expect(forge.requests.first?.method == "POST", "\(creation.name): a key is made with one POST first")
        let body = forge.requests.first?.body ?? []
        findings.expect(
            String(decoding: body, as: UTF8.self)
                .contains(JSONText.quoted(creation.arguments["publicKey"] ?? "-")),
            "\(creation.name): the public key is not sent")
        return body
    }

    /// A forge whose keys are all read-only is not asked for another one, and tells of none.
    private static func checkNeverWritable(
        _ creation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let forge = ScriptedForge(creation.responses)
        let outcome = await subject.run(creation.kind, creation.arguments.with(["readOnly": "false"]), over: forge)
        findings.expect(
            ["invalid", "notSupported"].contains(outcome.code) && forge.requests.isEmpty,
            "\(creation.name): no key can push, and asking for one that can is \(outcome.text)")
        for operation in subject.recordings.operations(.deployKeys, .createDeployKey) {
            let keys = operation.result?["items"]?.elements ?? [operation.result].compactMap { $0 }
            findings.expect(
                keys.allSatisfy { $0["isReadOnly"] == .bool(true) }, "\(operation.name) has a key that can push")
        }
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
