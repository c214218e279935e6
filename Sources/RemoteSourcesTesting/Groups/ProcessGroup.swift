extension ConformanceGroup {
    /// Processes that fail.
    static let process = ConformanceGroup(
        "process", "a process that dies, hangs, says nonsense or too much, starts late, or is of another contract"
    ) { subject in
        guard let process = subject.process else { return .notApplicable("the driver is no process") }
        let problems = await process.problems()
        return problems.isEmpty ? .passed(checks: 1) : .failed(problems)
    }
}
