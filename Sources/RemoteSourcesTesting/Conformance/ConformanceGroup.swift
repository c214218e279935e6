/// One of the groups of the kit: what a driver is held to in one respect.
public struct ConformanceGroup: Sendable, CustomStringConvertible {
    /// What the group is called, one word.
    public let name: String
    /// What it holds a driver to, for people.
    public let title: String
    /// Holds a driver to it.
    public let run: @Sendable (ConformanceSubject) async -> GroupOutcome

    /// The name.
    public var description: String { name }

    /// Creates a group.
    ///
    /// - Parameters:
    ///   - name: What it is called.
    ///   - title: What it holds a driver to.
    ///   - run: Holds a driver to it.
    public init(_ name: String, _ title: String, run: @escaping @Sendable (ConformanceSubject) async -> GroupOutcome) {
        self.name = name
        self.title = title
        self.run = run
    }
}

/// What came of a group.
public enum GroupOutcome: Sendable, Hashable {
    /// All of so many checks hold.
    case passed(checks: Int)
    /// What doesn't hold, one sentence each.
    case failed([String])
    /// The driver doesn't declare what the group is about.
    case notApplicable(String)
}

/// Collects what holds and what doesn't.
struct Findings {
    private var checks = 0
    private(set) var failures: [String] = []

    mutating func expect(_ holds: Bool, _ failure: @autoclosure () -> String) {
        checks += 1
        if !holds { fail(failure()) }
    }

    mutating func fail(_ failure: String) {
        checks += 1
        failures.append(failure)
    }

    static func += (findings: inout Findings, others: Findings) {
        findings.checks += others.checks
        findings.failures += others.failures
    }

    /// A group in which nothing was looked at has not passed.
    var outcome: GroupOutcome {
        if checks == 0 { return .failed(["nothing was tested: the recordings have nothing for this group"]) }
        return failures.isEmpty ? .passed(checks: checks) : .failed(failures)
    }
}
