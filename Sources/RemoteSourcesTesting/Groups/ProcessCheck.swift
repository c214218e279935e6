import RemoteSources

/// What a driver's failures mean to whoever asks it, and what comes after them.
struct ProcessCheck: Sendable {
    private let process: FailingDriver
    private let question: ProcessQuestion

    init(_ process: FailingDriver, _ question: ProcessQuestion) {
        self.process = process
        self.question = question
    }

    private func ask(seconds: Int = 120) async -> (code: String, text: String) {
        await question.ask(process.driver, seconds: seconds)
    }

    /// What breaks the protocol, or ends, is noticed at once; whoever asked is told, and the next one is answered.
    func heard() async throws -> Findings {
        var findings = Findings()
        guard await answers("before anything has failed", &findings) else { return findings }
        for failure in ProcessFailure.heard {
            try await process.fail(failure)
            // Others who wait at the time may be hit too; nobody is left waiting.
            async let second = ask()
            async let third = ask()
            let outcomes = await [ask(), second, third]
            for (code, text) in outcomes {
                findings.expect(
                    ["done", "unavailable"].contains(code), "whoever asks a process that \(failure) is told \(text)")
                findings.expect(!text.contains("\n") && text.utf8.count < 400, "a process that \(failure) is quoted")
            }
            findings.expect(
                outcomes.contains { $0.code == "unavailable" }, "nobody notices a process that \(failure)")
            let next = await ask()
            findings.expect(next.code == "done", "after a process that \(failure), it is \(next.text)")
            let health = process.driver.health
            findings.expect(
                health.state == .running && health.lastError?.isEmpty == false,
                "the health doesn't show a process that \(failure), and runs again")
        }
        try await process.failToStart([.startsSlowly])
        try await process.fail(.dies)
        _ = await ask()
        let next = await ask()
        findings.expect(next.code == "done", "a process that starts again slowly is not waited for: \(next.text)")
        return findings
    }

    /// What says nothing is cut off when the time is over, and ended.
    func silent() async throws -> Findings {
        var findings = Findings()
        for failure in ProcessFailure.silent {
            guard await answers("before a process \(failure)", &findings) else { return findings }
            try await process.fail(failure)
            let start = ContinuousClock.now
            let first = await ask(seconds: 1)
            findings.expect(
                first.code != "done", "nobody notices a process that \(failure): \(first.text)")
            findings.expect(
                ContinuousClock.now - start < .seconds(30),
                "a process that \(failure) is waited for beyond the deadline")
            _ = await ask()
            _ = await answers("after a process that \(failure)", &findings)
        }
        return findings
    }

    /// What can't start is tried again, each time after a longer pause.
    func starts() async throws -> Findings {
        var findings = Findings()
        guard await answers("before it fails to start", &findings) else { return findings }
        let before = process.pauses().count
        try await process.failToStart(ProcessFailure.atStart)
        try await process.fail(.dies)
        let first = await ask()
        findings.expect(
            first.code == "unavailable", "whoever asks a process that can't start again is told \(first.text)")
        guard await answers("after it failed to start", &findings) else { return findings }
        let pauses = process.pauses().dropFirst(before)
        findings.expect(
            pauses.count >= ProcessFailure.atStart.count, "a process that can't start is tried \(pauses.count) times")
        findings.expect(
            zip(pauses, pauses.dropFirst()).allSatisfy { $0 < $1 },
            "a process that can't start is tried again without longer and longer pauses: \(pauses)")
        return findings
    }

    /// Asks until it is answered, for a while: it may have to start first.
    private func answers(_ when: String, _ findings: inout Findings) async -> Bool {
        let end = ContinuousClock.now + process.patience * 20
        var outcome = await ask()
        while outcome.code != "done", ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(20))
            outcome = await ask()
        }
        findings.expect(outcome.code == "done", "\(when), it is \(outcome.text)")
        return outcome.code == "done"
    }
}
