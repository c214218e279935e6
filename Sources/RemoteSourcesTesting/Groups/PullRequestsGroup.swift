import Foundation
import RemoteSources

extension ConformanceGroup {
    /// Pull requests, and the ids that stay.
    static let pullRequests = ConformanceGroup(
        "pullRequests", "pull requests: from forks or not, by the number that people see; repositories by stable ids"
    ) { subject in
        guard subject.has(.events) else { return .notApplicable("events is not declared") }
        var findings = Findings()
        subject.require(Situation.pullRequests, &findings)
        for delivery in subject.recordings.deliveries {
            guard let event = await subject.read(delivery).event else { continue }
            // Where nothing is ever renamed, a name is a stable id.
            if subject.recordings.without["repository.renamed"] == nil {
                await checkStableID(delivery, event, subject, &findings)
            }
            guard let pull = event.pullRequest else { continue }
            let numbers = (event.webURL ?? "").split { !$0.isNumber }.map(String.init)
            findings.expect(
                numbers.last == String(pull.number),
                "\(delivery.name): the pull request is \(pull.number), and its page is \(event.webURL ?? "-")")
            findings.expect(
                pull.target.repositoryID == event.repository.id,
                "\(delivery.name): the pull request's target is not the repository that the event is about")
            findings.expect(
                event.ref?.split(separator: "/").contains(Substring(String(pull.number))) == true,
                "\(delivery.name): the ref \(event.ref ?? "-") is not the pull request's")
            findings.expect(
                pull.fromFork == (pull.source.repositoryID != pull.target.repositoryID),
                "\(delivery.name): fromFork is not what the two sides say")
        }
        return findings.outcome
    }

    /// A repository of another name is the same one, as long as the forge says the same id.
    private static func checkStableID(
        _ delivery: RecordedDelivery, _ event: RemoteEvent, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        guard let tree = JSONTree(parsing: delivery.body) else { return }
        let (old, new) = (event.repository.path, "kit-renamed/kit-repository")
        let renamed = tree.renamingRepository(old, to: new)
        let (code, other) = await subject.read(delivery, body: renamed.bytes)
        findings.expect(
            other?.repository.id == event.repository.id,
            "\(delivery.name): with another path the repository's id is \(other?.repository.id ?? code), not \(event.repository.id)"
        )
        findings.expect(
            other?.repository.path == new, "\(delivery.name): the path is not taken from the delivery")
    }
}

extension JSONTree {
    /// A delivery about the repository under another path. Where no text is the path, its parts are told apart.
    fileprivate func renamingRepository(_ old: String, to new: String) -> JSONTree {
        let renamed = mappingStrings { $0 == old ? new : $0 }
        guard renamed == self else { return renamed }
        let (oldParts, newParts) = (old.split(separator: "/"), new.split(separator: "/"))
        let parts = Dictionary(zip(oldParts, newParts)) { first, _ in first }
        return mappingStrings { text in parts[Substring(text)].map(String.init) ?? text }
    }
}
