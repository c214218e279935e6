import RemoteSources

extension ConformanceGroup {
    /// Deliveries and the events that they are.
    static let events = ConformanceGroup(
        "events", "deliveries are the events that they are; unknown, malformed, with more members and with nulls"
    ) { subject in
        guard subject.has(.events) else { return .notApplicable("events is not declared") }
        var findings = Findings()
        subject.require(Situation.events, &findings)
        for delivery in subject.recordings.deliveries {
            await checkRecorded(delivery, subject, &findings)
            await checkMalformed(delivery, subject, &findings)
            await checkMembers(delivery, subject, &findings)
        }
        return findings.outcome
    }

    private static func checkRecorded(
        _ delivery: RecordedDelivery, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let (code, event) = await subject.read(delivery)
        switch delivery.outcome {
        case .ignored: findings.expect(code == "ignored", "\(delivery.name) is \(code), not ignored")
        case .unreadable: findings.expect(code == "unreadable", "\(delivery.name) is \(code), not unreadable")
        case .event(let expected):
            let differences = event?.tree.map { expected.differences(from: $0) }
            findings.expect(
                differences == [], "\(delivery.name): \(differences?.joined(separator: "; ") ?? "it is \(code)")")
            findings.expect(
                event?.repository.id.isEmpty == false, "\(delivery.name): the event has no repository id")
            findings.expect(event?.deliveryID.isEmpty == false, "\(delivery.name): the event has no delivery id")
        }
    }

    /// What is no JSON of its event is unreadable, or was of no interest anyway.
    private static func checkMalformed(
        _ delivery: RecordedDelivery, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let bodies: [[UInt8]] = [
            [], Array("{}".utf8), Array("[]".utf8), Array("null".utf8),
            Array(delivery.body.prefix(delivery.body.count / 2)),
            delivery.body + [0x7D], Array(#"{"repository":7,"project":7,"ref":{}}"#.utf8),
            Array(String(repeating: "[", count: 100_000).utf8),
        ]
        for body in bodies {
            let code = await subject.read(delivery, body: body).code
            findings.expect(
                ["unreadable", "ignored"].contains(code),
                "\(delivery.name) with the body \(String(decoding: body.prefix(40), as: UTF8.self).debugDescription) is \(code)"
            )
        }
    }

    /// Forges add members at any time, and leave out what has gone: a fork, a person, a commit.
    private static func checkMembers(
        _ delivery: RecordedDelivery, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        guard let tree = JSONTree(parsing: delivery.body) else { return }
        let before = await subject.read(delivery)
        let more = await subject.read(delivery, body: tree.withUnknownMembers.bytes)
        findings.expect(
            more.code == before.code && more.event?.comparable == before.event?.comparable,
            "\(delivery.name) with members that nobody knows is \(more.code), not the same")
        for (path, changed) in tree.withNulls() {
            let code = await subject.read(delivery, body: changed.bytes).code
            findings.expect(
                ["event", "ignored", "unreadable"].contains(code), "\(delivery.name) with \(path) = null is \(code)")
        }
        // The name of the event in a header, where there is one.
        for (name, value) in delivery.headers where name.contains("event") && before.code == "event" {
            guard !value.utf8.contains(UInt8(ascii: "-")) || value.utf8.count != 36 else { continue }
            let code = await subject.read(delivery, headers: [name: "sallyport-unknown"]).code
            findings.expect(
                ["ignored", "event"].contains(code), "\(delivery.name) with \(name): sallyport-unknown is \(code)")
        }
    }
}

extension ConformanceSubject {
    /// Reads a delivery that is signed anew, with another body or other headers where they are given.
    func read(
        _ delivery: RecordedDelivery, body: [UInt8]? = nil, headers: [String: String] = [:]
    ) async -> (code: String, event: RemoteEvent?) {
        guard let scheme = driver.manifest.webhookSchemes.first else { return ("notSupported", nil) }
        let bare = RecordedDelivery(
            name: delivery.name, headers: delivery.headers.merging(headers) { $1 }, body: body ?? delivery.body,
            secret: nil, outcome: delivery.outcome)
        return await outcome(of: SignedDelivery(bare, scheme))
    }
}

extension RemoteEvent {
    /// The event without what follows from the bytes of the body.
    fileprivate var comparable: RemoteEvent {
        var event = self
        if event.deliveryID.hasPrefix("sha256:") { event.deliveryID = "" }
        return event
    }
}

extension JSONTree {
    /// The tree again and again, each time with another member null, down to the third level.
    fileprivate func withNulls(depth: Int = 0) -> [(path: String, tree: JSONTree)] {
        guard depth < 3, let members else { return [] }
        var changed: [(path: String, tree: JSONTree)] = []
        for (index, member) in members.enumerated() {
            var variants: [(path: String, tree: JSONTree)] = [(member.name, JSONTree.null)]
            for (path, tree) in member.value.withNulls(depth: depth + 1) {
                variants.append(("\(member.name).\(path)", tree))
            }
            for (path, value) in variants {
                var others = members
                others[index].value = value
                changed.append((path, .object(others)))
            }
        }
        return changed
    }
}
