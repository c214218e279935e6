import RemoteSources

extension ConformanceGroup {
    /// Processes that fail.
    static let process = ConformanceGroup(
        "process", "a process that dies, hangs, says nonsense or too much, starts late, or is of another contract"
    ) { subject in
        guard let process = subject.process else { return .notApplicable("the driver is no process") }
        guard let question = ProcessQuestion(subject.recordings) else {
            return .failed(["nothing is recorded that the process could be asked while it fails"])
        }
        var findings = Findings()
        do {
            // A busy machine is no failure; what has to time out shall do so soon.
            let (patient, impatient) = (Duration.seconds(50), Duration.seconds(4))
            findings += try await process.running(patience: patient) { try await ProcessCheck($0, question).heard() }
            findings += try await process.running(patience: impatient) { try await ProcessCheck($0, question).silent() }
            findings += try await process.running(patience: impatient) { try await ProcessCheck($0, question).starts() }
            for failure in ProcessFailure.atStart {
                let reason = try await process.refusal(of: failure)
                findings.expect(reason?.isEmpty == false, "a driver whose process \(failure) is loaded")
            }
        } catch {
            findings.fail("the process can't be tested: \(error)")
        }
        return findings.outcome
    }
}

/// Something that a driver is asked while its process fails.
struct ProcessQuestion: Sendable {
    private enum Kind { case operation(RecordedOperation), delivery(RecordedDelivery) }

    private let kind: Kind
    private let recordings: Recordings

    /// nil when nothing is recorded that succeeds.
    init?(_ recordings: Recordings) {
        self.recordings = recordings
        let operations = recordings.operations.filter { $0.result != nil }
        if let operation = operations.first(where: { $0.kind == .currentUser }) ?? operations.first {
            kind = .operation(operation)
        } else if let delivery = recordings.deliveries.first(where: { $0.event != nil }) {
            kind = .delivery(delivery)
        } else {
            return nil
        }
    }

    /// The code of what comes of it, and what people are told.
    func ask(_ driver: any RemoteSourceDriver, seconds: Int) async -> (code: String, text: String) {
        let subject = ConformanceSubject(driver: driver, recordings: recordings, process: nil)
        switch kind {
        case .operation(let operation):
            let outcome = await subject.run(
                operation.kind, operation.arguments, over: ScriptedForge(operation.responses), seconds: seconds)
            return (outcome.code, outcome.text)
        case .delivery(let delivery):
            let code = await subject.read(delivery).code
            return (code == "event" ? "done" : code == "unreadable" ? "unavailable" : code, code)
        }
    }
}
