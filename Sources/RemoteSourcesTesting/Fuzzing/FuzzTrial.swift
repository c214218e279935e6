import Foundation
import HTTPTransport
import RemoteSources

/// One reader of a driver, with real payloads to damage.
struct FuzzTrial: Sendable {
    /// What is tried at once: the bodies of answers, or of a delivery, with header fields.
    struct Input: Sendable {
        var headers: [String: String]
        var body: [UInt8]
    }

    let name: String
    private let samples: [Input]
    private let run: @Sendable (Input) async -> String?

    /// What comes of a seed, the same every time.
    func input(seed: UInt64) -> Input {
        var damage = SeededDamage(seed: seed)
        let sample = samples[Int.random(in: 0..<samples.count, using: &damage)]
        var input = Input(
            headers: sample.headers, body: damage.mutated(sample.body, with: samples.map(\.body)))
        if Int.random(in: 0..<4, using: &damage) == 0,
            let name = input.headers.keys.sorted().randomElement(using: &damage)
        {
            input.headers[name] = String(
                decoding: damage.mutated(Array((input.headers[name] ?? "").utf8), with: []), as: UTF8.self)
        }
        return input
    }

    /// What is wrong with what the driver makes of an input; nil for nothing.
    func problem(of input: Input) async -> String? { await run(input) }

    /// Every reader: the answers of each recorded operation, the deliveries, what proves them, forms.
    static func all(of subject: ConformanceSubject) -> [FuzzTrial] {
        let operations = subject.declaredOperations.map { answers($0, of: subject) }
        guard subject.has(.events), !subject.recordings.deliveries.isEmpty,
            !subject.driver.manifest.webhookSchemes.isEmpty
        else { return operations }
        let deliveries = subject.recordings.deliveries
        return operations + deliveries.map { delivery($0, of: subject, others: deliveries) }
            + [proofs(of: subject), forms(of: subject)]
    }

    private static let codes: Set<String> = [
        "done", "unauthorized", "forbidden", "notFound", "moved", "conflict", "rateLimited", "invalid", "unavailable",
        "badAnswer",
        // A forge whose tags lead to tags without an end.
        "contractViolation",
    ]

    private static func answers(_ operation: RecordedOperation, of subject: ConformanceSubject) -> FuzzTrial {
        let samples = operation.responses.map { response in
            Input(
                headers: Dictionary(response.headers.map { ($0.name, $0.value) }) { first, _ in first },
                body: response.body)
        }
        let responses = operation.responses
        return FuzzTrial(name: "answers/\(operation.name)", samples: samples) { input in
            // The damaged answer takes the place of the one that it was made of, or of the first.
            let forge = ScriptedForge { _, number in
                let recorded = responses[min(number, responses.count - 1)]
                let isDamaged = number == responses.count - 1 || number >= responses.count
                return .success(
                    isDamaged
                        ? TransportResponse(
                            status: recorded.status,
                            headers: input.headers.map { TransportHeader($0.key, $0.value) }, body: input.body)
                        : recorded)
            }
            let secrets = KitSecrets()
            let outcome = await subject.run(operation.kind, operation.arguments, over: forge, with: secrets)
            if !codes.contains(outcome.code) { return "it is \(outcome.text)" }
            if let item = outcome.tree?.emptyID { return "something has an empty id: \(item.prefix(200))" }
            return nil
        }
    }

    private static func delivery(
        _ delivery: RecordedDelivery, of subject: ConformanceSubject, others: [RecordedDelivery]
    ) -> FuzzTrial {
        let samples = [delivery] + others.prefix(3)
        return FuzzTrial(
            name: "deliveries/\(delivery.name)", samples: samples.map { Input(headers: $0.headers, body: $0.body) }
        ) { input in
            let read = await subject.read(delivery, body: input.body, headers: input.headers)
            return problem(of: read)
        }
    }

    private static func problem(of read: (code: String, event: RemoteEvent?)) -> String? {
        guard ["event", "ignored", "unreadable", "notGenuine"].contains(read.code) else { return "it is \(read.code)" }
        guard let event = read.event else { return nil }
        if event.tree == nil { return "the event can't be written as JSON" }
        for sha in [event.before, event.after].compactMap({ $0 }) where sha.utf8.count != 40 && sha.utf8.count != 64 {
            return "the event has a commit id that is none: \(sha.prefix(80))"
        }
        return nil
    }

    /// Headers that prove, damaged: none of them proves anything.
    private static func proofs(of subject: ConformanceSubject) -> FuzzTrial {
        let schemes = subject.driver.manifest.webhookSchemes
        let delivery = subject.recordings.deliveries[0].withoutProof(subject)
        let samples = schemes.map { Input(headers: SignedDelivery(delivery, $0).headers, body: delivery.body) }
        return FuzzTrial(name: "proofs", samples: samples) { input in
            var damaged = SignedDelivery(delivery, schemes[0], body: input.body)
            damaged.headers = input.headers
            damaged.headers["content-type"] = "application/json"
            let code = await subject.outcome(of: damaged).code
            let hasToken = schemes.contains { scheme in
                if case .sharedToken(let header) = scheme {
                    input.headers[header] == SignedDelivery.secret
                } else {
                    false
                }
            }
            guard code != "notGenuine", !hasToken, input.body != delivery.body else { return nil }
            return "a body that was not signed is taken for genuine: it is \(code)"
        }
    }

    /// Forms, well and badly escaped.
    private static func forms(of subject: ConformanceSubject) -> FuzzTrial {
        let deliveries = subject.recordings.deliveries
        let samples = deliveries.prefix(4).map { delivery in
            Input(
                headers: delivery.headers,
                body: Array(PercentEncoding.query([("payload", String(decoding: delivery.body, as: UTF8.self))]).utf8))
        }
        return FuzzTrial(name: "forms", samples: samples) { input in
            var form = input.headers
            form["content-type"] = "application/x-www-form-urlencoded"
            return problem(of: await subject.read(deliveries[0], body: input.body, headers: form))
        }
    }
}

extension JSONTree {
    /// A value, or an item of a list, whose id is empty.
    fileprivate var emptyID: String? {
        if let id = self["id"]?.string, id.isEmpty { return text }
        return self["items"]?.elements?.lazy.compactMap(\.emptyID).first
    }
}
