import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Repositories by path and by id, also when they have moved.
    static let repositories = ConformanceGroup(
        "repositories", "repositories by path and id: moved, archived, empty, nested, out of sight"
    ) { subject in
        guard subject.has(.repositories) else { return .notApplicable("repositories is not declared") }
        var findings = Findings()
        subject.require(Situation.repositories, &findings)
        for operation in subject.recordings.operations(.repositoryByPath, .repositoryByID) {
            guard operation.result != nil else { continue }
            let outcome = await subject.replay(operation)
            for member in ["id", "path", "webURL"] {
                findings.expect(
                    outcome.tree?[member]?.string?.isEmpty == false, "\(operation.name) has no \(member)")
            }
        }
        await checkSameID(subject, &findings)
        await checkRedirects(subject, &findings)
        return findings.outcome
    }

    /// The id of a repository is the same, however it was asked for.
    private static func checkSameID(_ subject: ConformanceSubject, _ findings: inout Findings) async {
        guard let byID = subject.recordings.success(.repositoryByID) else { return }
        let outcome = await subject.replay(byID)
        findings.expect(
            outcome.tree?["id"]?.string == byID.arguments["id"],
            "\(byID.name) gives the id \(outcome.tree?["id"]?.string ?? "-"), which is not the one that was asked for")
    }

    /// A redirect is an answer: nothing follows it, with or without a credential, for any method.
    private static func checkRedirects(_ subject: ConformanceSubject, _ findings: inout Findings) async {
        let kinds: [OperationKind] = [.repositoryByPath, .createDeployKey, .createWebhook, .createCommitStatus]
        for kind in kinds where subject.has(kind.capability) {
            guard let operation = subject.recordings.success(kind) else { continue }
            for status in [301, 302, 307, 308] {
                for location in ["https://evil.test/api/x", "/elsewhere", ""] {
                    let forge = ScriptedForge(always: .json(status, "{}", ["Location": location]))
                    let outcome = await subject.run(operation.kind, operation.arguments, over: forge)
                    let place = "\(operation.name) redirected with \(status) to \(location.debugDescription)"
                    findings.expect(outcome.code == "moved", "\(place) is \(outcome.text), not moved")
                    findings.expect(
                        forge.requests.count == 1, "\(place) makes \(forge.requests.count) requests, not one")
                }
            }
        }
    }
}
