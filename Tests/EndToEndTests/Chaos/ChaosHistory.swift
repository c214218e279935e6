/// What the clients of a run saw, and what of it can't be.
///
/// Every request names the newest revision of the store that any answer had, so answers are in the order of real time,
/// whichever instance gave them.
struct ChaosHistory: Sendable {
    var events: [ChaosEvent] = []
    /// The names that are there in the end.
    var listed: Set<String> = []

    /// Everything that is wrong, as sentences.
    var problems: [String] { registerProblems + nameProblems + listProblems }

    // MARK: - Registers

    private struct Seen {
        var event: ChaosEvent
        var revision: Int
        var value: String
        var isWrite: Bool
    }

    private var registerProblems: [String] {
        Dictionary(grouping: events) { $0.register ?? "" }.filter { $0.key != "" }.sorted { $0.key < $1.key }
            .flatMap { Self.problems(of: $0.key, $0.value) }
    }

    private static func problems(of register: String, _ events: [ChaosEvent]) -> [String] {
        var (problems, written, values) = ([String](), [Int: String](), [Int: String]())
        var possible: Set<String> = []
        let seen = events.compactMap(seen)
        for event in events {
            if case (.write(_, let value), .uncertain) = (event.operation, event.outcome) { possible.insert(value) }
            if case .absent = event.outcome {
                problems.append("\(register) was not there at instance \(event.instance)")
            }
        }
        for one in seen where one.isWrite {
            if written.updateValue(one.value, forKey: one.revision) != nil {
                problems.append("two writes of \(register) were told that they are its revision \(one.revision)")
            }
        }
        for one in seen where !one.isWrite {
            let known = written[one.revision] ?? values[one.revision]
            if let known, known != one.value {
                problems.append("\(register) was \(known) and \(one.value) at its revision \(one.revision)")
            }
            if known == nil, one.revision > 1, !possible.contains(one.value) {
                problems.append("\(register) was \(one.value) at its revision \(one.revision), which nobody wrote")
            }
            values[one.revision] = one.value
        }
        return problems + countProblems(of: register, events, seen) + orderProblems(of: register, seen)
    }

    private static func seen(_ event: ChaosEvent) -> Seen? {
        guard case .seen(let revision, let value) = event.outcome else { return nil }
        if case .write = event.operation {
            return Seen(event: event, revision: revision, value: value, isWrite: true)
        }
        return Seen(event: event, revision: revision, value: value, isWrite: false)
    }

    /// Nothing is written more often than somebody asked for it, such as when an answer was lost.
    private static func countProblems(of register: String, _ events: [ChaosEvent], _ seen: [Seen]) -> [String] {
        let newest = seen.map(\.revision).max() ?? 1
        let asked = events.count { event in
            switch (event.operation, event.outcome) {
            case (.write, .seen), (.write, .uncertain): true
            default: false
            }
        }
        if newest - 1 <= asked { return [] }
        return ["\(register) is at its revision \(newest), and \(asked) writes may have been done"]
    }

    /// Whoever asked after somebody else was answered sees no less.
    private static func orderProblems(of register: String, _ seen: [Seen]) -> [String] {
        var problems: [String] = []
        var returned = seen.sorted { $0.event.returned < $1.event.returned }[...]
        var newest: Seen?
        for one in seen.sorted(by: { $0.event.called < $1.event.called }) {
            while let first = returned.first, first.event.returned < one.event.called {
                if first.revision > newest?.revision ?? 0 { newest = first }
                returned.removeFirst()
            }
            guard let newest, one.revision < newest.revision + (one.isWrite ? 1 : 0) else { continue }
            problems.append(
                """
                \(register) was at its revision \(one.revision) for instance \(one.event.instance), after instance \
                \(newest.event.instance) had answered \(newest.revision)
                """)
        }
        return problems
    }

    // MARK: - Names

    /// What was refused to everybody is not there: somebody who made it was told otherwise.
    private var listProblems: [String] {
        var (tried, possible): (Set<String>, Set<String>) = ([], [])
        for event in events {
            guard case .create(let name) = event.operation else { continue }
            tried.insert(name)
            switch event.outcome {
            case .made, .uncertain: possible.insert(name)
            default: break
            }
        }
        return listed.intersection(tried).subtracting(possible).sorted().map {
            "\($0) is there, and whoever tried to create it was refused"
        }
    }

    private var nameProblems: [String] {
        var (problems, made) = ([String](), [String: ChaosEvent]())
        for event in events {
            guard case (.create(let name), .made(let id)) = (event.operation, event.outcome) else { continue }
            if let other = made.updateValue(event, forKey: name) {
                problems.append("\(name) was created twice: as \(id) and by instance \(other.instance)")
            }
        }
        for event in events {
            guard case .find(let name) = event.operation, let creation = made[name] else { continue }
            if event.outcome == .absent, creation.returned < event.called {
                problems.append("\(name) was not there for instance \(event.instance) after it had been created")
            }
            if case (.found(let id), .made(let madeID)) = (event.outcome, creation.outcome), id != madeID {
                problems.append("\(name) was \(madeID), and is \(id) for instance \(event.instance)")
            }
        }
        return problems
    }
}

extension ChaosEvent {
    fileprivate var register: String? {
        switch operation {
        case .write(let register, _), .read(let register): register
        case .create, .find: nil
        }
    }
}
