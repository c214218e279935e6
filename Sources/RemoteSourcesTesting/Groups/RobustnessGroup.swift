import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Whatever comes is read, refused or ignored, soon.
    static let robustness = ConformanceGroup(
        "robustness", "damaged, deep, doubled, badly encoded and large answers and deliveries are read or refused soon"
    ) { subject in
        var findings = Findings()
        let trials = FuzzTrial.all(of: subject)
        for (number, trial) in trials.enumerated() {
            for seed in 0..<10 {
                let start = ContinuousClock.now
                let input = trial.input(seed: UInt64(number * 1000 + seed))
                let problem = await trial.problem(of: input)
                findings.expect(
                    problem == nil, "\(trial.name), damaged with the seed \(number * 1000 + seed): \(problem ?? "")")
                let took = ContinuousClock.now - start
                findings.expect(took < .seconds(20), "\(trial.name): one input takes \(took)")
            }
        }
        await checkLarge(subject, &findings)
        return findings.outcome
    }

    /// 25 MB are what forges send at the most; more is not looked at.
    private static func checkLarge(_ subject: ConformanceSubject, _ findings: inout Findings) async {
        guard let delivery = subject.recordings.deliveries.first(where: { $0.event != nil }),
            let start = delivery.body.firstIndex(of: UInt8(ascii: "{"))
        else { return }
        for (size, code) in [(25_000_000, "event"), (WebhookReader.maxBodyBytes + 1, "unreadable")] {
            var padding = Array(#""sallyport_padding":""#.utf8)
            padding += Array(repeating: 0x61, count: max(0, size - delivery.body.count - padding.count - 2))
            padding += Array("\",".utf8)
            var body = delivery.body
            body.insert(contentsOf: padding, at: start + 1)
            let begin = ContinuousClock.now
            let outcome = await subject.read(delivery, body: body)
            findings.expect(
                outcome.code == code, "\(delivery.name) of \(body.count) bytes is \(outcome.code), not \(code)")
            let took = ContinuousClock.now - begin
            findings.expect(took < .seconds(60), "\(delivery.name) of \(body.count) bytes takes \(took)")
        }
    }
}
