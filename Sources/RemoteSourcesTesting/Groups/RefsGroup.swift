import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Refs and commits: the right one, and the commit rather than the tag.
    static let refs = ConformanceGroup(
        "refs", "branches and tags by their whole names, tags followed to commits, SHA-256, what is missing"
    ) { subject in
        guard subject.has(.refs) else { return .notApplicable("refs is not declared") }
        var findings = Findings()
        subject.require(Situation.refs, &findings)
        for operation in subject.recordings.operations(.ref) where operation.result != nil {
            await checkNames(operation, subject, &findings)
            await checkLongSHA(operation, subject, &findings)
        }
        if let ref = subject.recordings.success(.ref) {
            for name in ["", "main", "refs", "refs/heads", "heads/main", "/refs/heads/main"] {
                await checkRefused(ref, ["ref": name], subject, &findings)
            }
        }
        if let commit = subject.recordings.success(.commit) {
            for sha in ["", "abc", "main", String(repeating: "g", count: 40), String(repeating: "a", count: 41)] {
                await checkRefused(commit, ["sha": sha], subject, &findings)
            }
        }
        return findings.outcome
    }

    /// What is refused is refused before anything is sent.
    static func checkRefused(
        _ operation: RecordedOperation, _ changes: [String: String], _ subject: ConformanceSubject,
        _ findings: inout Findings
    ) async {
        let forge = ScriptedForge(operation.responses)
        let outcome = await subject.run(operation.kind, operation.arguments.with(changes), over: forge)
        let place = "\(operation.kind.rawValue) with \(changes.map { "\($0) = \($1.debugDescription)" }.joined())"
        findings.expect(
            ["invalid", "notFound"].contains(outcome.code), "\(place) is \(outcome.text), not invalid")
        findings.expect(forge.requests.isEmpty, "\(place) asks the forge")
    }

    /// Another ref's answer is no answer, and a slash in a name is a part of it.
    private static func checkNames(
        _ operation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        guard let ref = operation.arguments["ref"] else { return }
        let prefix = ["refs/heads/", "refs/tags/"].first(where: ref.hasPrefix) ?? ""
        let short = String(ref.dropFirst(prefix.count))
        // Only what the answer names can be told apart.
        guard !prefix.isEmpty, operation.responses.first?.tree?.names(ref, short) == true else { return }
        for other in [short + "-2", short + "/x", "x/" + short, String(short.dropLast())] where !other.isEmpty {
            // It may name others beside the one that was asked for.
            if operation.responses.first?.tree?.names(prefix + other, other) == true { continue }
            let outcome = await subject.replay(operation, arguments: operation.arguments.with(["ref": prefix + other]))
            findings.expect(
                outcome.code == "notFound", "\(operation.name) answers for \(prefix)\(other) too: \(outcome.text)")
        }
        for name in ["feature/x", "a b#%/ü"] {
            let answers = operation.responses.map { $0.mapping { $0.renaming(ref, short, to: name, after: prefix) } }
            let outcome = await subject.replay(
                operation, arguments: operation.arguments.with(["ref": prefix + name]), answers: answers)
            findings.expect(
                outcome.tree?["name"]?.string == prefix + name
                    && outcome.tree?["commitSHA"] == operation.result?["commitSHA"],
                "\(operation.name) of the name \(name) is \(outcome.text)")
        }
    }

    /// Repositories with SHA-256 have ids of 64 digits.
    private static func checkLongSHA(
        _ operation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        guard let sha = operation.result?["commitSHA"]?.string else { return }
        let answers = operation.responses.map { $0.mappingTexts(\.withLongSHAs) }
        let outcome = await subject.replay(operation, answers: answers)
        findings.expect(
            outcome.tree?["commitSHA"]?.string == sha.withLongSHAs, "\(operation.name) with SHA-256 is \(outcome.text)")
    }
}

extension JSONTree {
    /// Whether any text in it is one of these names.
    fileprivate func names(_ ref: String, _ short: String) -> Bool {
        switch self {
        case .string(let text): text == ref || text == short
        case .array(let elements): elements.contains { $0.names(ref, short) }
        case .object(let members): members.contains { $0.value.names(ref, short) }
        default: false
        }
    }

    fileprivate func renaming(_ ref: String, _ short: String, to name: String, after prefix: String) -> JSONTree {
        mappingStrings { $0 == ref ? prefix + name : $0 == short ? name : $0 }
    }
}

extension String {
    /// The text with 64 digits in the place of every 40.
    var withLongSHAs: String {
        guard utf8.count == 40, utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return self
        }
        return self + prefix(24)
    }
}
