import RemoteSources

/// Something that the recordings have to show of a capability that is declared.
struct Situation: Sendable {
    let name: String
    let capability: Capability
    /// What has to be there, as the end of "there is no recording of …".
    let meaning: String
    let isShown: @Sendable (Recordings) -> Bool

    /// A recorded operation of this kind for which something holds.
    static func operation(
        _ name: String, _ kind: OperationKind, _ meaning: String,
        where holds: @escaping @Sendable (RecordedOperation) -> Bool
    ) -> Situation {
        Situation(name: name, capability: kind.capability, meaning: meaning) { recordings in
            recordings.operations.contains { $0.kind == kind && holds($0) }
        }
    }

    /// A recorded operation that says itself that it shows this.
    static func marked(_ name: String, _ kind: OperationKind, _ meaning: String) -> Situation {
        operation(name, kind, meaning + #", marked "shows": ["\#(name)"]"#) { $0.shows.contains(name) }
    }

    /// A recorded operation of this kind that gives something.
    static func success(_ name: String, _ kind: OperationKind, _ meaning: String) -> Situation {
        operation(name, kind, meaning) { $0.result != nil }
    }

    /// A recorded operation of this kind that fails in one of these ways.
    static func failure(_ name: String, _ kind: OperationKind, _ codes: Set<String>, _ meaning: String) -> Situation {
        operation(name, kind, meaning) { $0.error.map(codes.contains) ?? false }
    }

    /// A delivery that is this event.
    static func event(
        _ name: String, _ meaning: String, where holds: @escaping @Sendable (JSONTree) -> Bool
    ) -> Situation {
        Situation(name: name, capability: .events, meaning: meaning) { recordings in
            recordings.deliveries.contains { $0.event.map(holds) ?? false }
        }
    }

    /// Every one there is, of every group.
    static let all = [
        signIn, renewal, pages, repositories, refs, files, deployKeys, webhooks, deliveryLists, events, pullRequests,
        statuses, links,
        installations,
    ].flatMap { $0 }
}

extension ConformanceSubject {
    /// A capability that is declared is tested: the recordings show each of the situations, or say why they can't.
    func require(_ situations: [Situation], _ findings: inout Findings) {
        for situation in situations where has(situation.capability) {
            let isShown = situation.isShown(recordings)
            if let reason = recordings.without[situation.name] {
                findings.expect(
                    !isShown, "kit.json says without \(situation.name) (\(reason)), and there is a recording of it")
            } else {
                findings.expect(
                    isShown,
                    "\(situation.capability.rawValue) is declared and not tested: there is no recording of "
                        + "\(situation.meaning) (\(situation.name))")
            }
        }
    }
}
