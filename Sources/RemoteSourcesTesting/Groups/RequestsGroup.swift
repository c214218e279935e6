import Foundation
import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// The requests are those of the recordings, and stay inside of the forge whatever they are made with.
    static let requests = ConformanceGroup(
        "requests", "requests are made as recorded, escaped, below the forge's address, and without secrets in them"
    ) { subject in
        var findings = Findings()
        for operation in subject.declaredOperations {
            await checkRecorded(operation, subject, &findings)
            await checkHostile(operation, subject, &findings)
        }
        return findings.outcome
    }

    private static func checkRecorded(
        _ operation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let forge = ScriptedForge(operation.responses)
        let outcome = await subject.run(
            operation.kind, operation.arguments, over: forge, with: await subject.secrets(of: operation))
        switch operation.outcome {
        case .error(let code):
            findings.expect(outcome.code == code, "\(operation.name) is \(outcome.text), not \(code)")
        case .result(let expected):
            let differences = outcome.tree.map { expected.differences(from: $0.withSecrets(outcome.secrets)) }
            findings.expect(
                differences == [],
                "\(operation.name): \(differences?.joined(separator: "; ") ?? "it is \(outcome.text)")")
        }
        findings.expect(
            forge.requests.count == operation.exchanges.count,
            "\(operation.name) makes \(forge.requests.count) requests, not \(operation.exchanges.count)")
        for (request, exchange) in zip(forge.requests, operation.exchanges) {
            for difference in exchange.differences(from: request) {
                findings.fail("\(operation.name): \(exchange.name): \(difference)")
            }
        }
    }

    /// Names that people have: with what ends a part of a path, what is escaped, and what leads up.
    private static let hostile = ["a b#c?d&e=f", "100%25", "ünïcode-✓", "a..b", "a;b:c@d", "x\"<>\\^`{|}y", "..%2f.."]
    private static let refused = ["..", ".", "a/../b", "/", "a//b", "\u{0}", "a\r\nX-Injected: 1"]

    private static func checkHostile(
        _ operation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let root = "https://git.test/sub/path"
        for (argument, value) in operation.arguments.values where placed(subject).contains(argument) {
            let folder = value.split(separator: "/").dropLast().map { $0 + "/" }.joined()
            for name in hostile + refused {
                let changed = folder + name
                let arguments = operation.arguments.with([argument: changed])
                let forge = ScriptedForge(operation.responses)
                let secrets = KitSecrets()
                let outcome = await subject.run(operation.kind, arguments, over: forge, with: secrets, at: root)
                let place = "\(operation.name) with \(argument) = \(changed.debugDescription)"
                for request in forge.requests {
                    let target = RequestTarget(request.url)
                    findings.expect(
                        request.url.hasPrefix(root + "/"), "\(place) leaves the forge's address: \(request.url)")
                    if let problem = target.problem { findings.fail("\(place): the address \(target.rest) \(problem)") }
                    checkSecrets(of: request, secrets, place, &findings)
                }
                if hostile.contains(name), !forge.requests.isEmpty, operation.names(value) {
                    // What is looked for in a list is in no request: then nothing else may be found.
                    let isRight =
                        forge.requests.contains { $0.names(name) }
                        || operation.kind == .repositoryByID && outcome.code == "notFound"
                    findings.expect(isRight, "\(place) asks for something else: \(forge.requests[0].url)")
                }
                if case .error(let error) = outcome {
                    findings.expect(
                        error.code != "contractViolation", "\(place) breaks the contract: \(error.message)")
                }
            }
        }
    }

    /// The arguments that become parts of addresses. Without a forge, the clone URL alone says which repository it is.
    private static func placed(_ subject: ConformanceSubject) -> Set<String> {
        let places: Set<String> = ["repository", "path", "id", "ref", "owner", "page", "userLogin", "webhook"]
        return subject.driver.manifest.configType == .manual ? places.subtracting(["repository"]) : places
    }

    /// Secrets are where they belong, in credential headers and bodies, and nowhere else.
    private static func checkSecrets(
        of request: TransportRequest, _ secrets: KitSecrets, _ place: String, _ findings: inout Findings
    ) {
        let headers = request.headers.filter { !$0.isSensitive }.map(\.value)
        for secret in secrets.all where !secret.isEmpty {
            findings.expect(
                !request.url.contains(PercentEncoding.encode(secret)), "\(place) has a secret in its address")
            findings.expect(
                !headers.contains { $0.contains(secret) }, "\(place) has a secret in a header of its own")
        }
    }
}

extension TransportRequest {
    /// Whether its address or its body has this text.
    fileprivate func names(_ text: String) -> Bool {
        let body = String(decoding: body, as: UTF8.self)
        return RequestTarget(url).rest.removingPercentEncoding?.contains(text) == true
            || body.contains(JSONText.quoted(text).dropFirst().dropLast())
            || body.contains(PercentEncoding.encode(text))
    }
}

extension JSONTree {
    /// The result with the secrets that the host took out of the answers.
    func withSecrets(_ secrets: [SecretExtraction.Kind: String]) -> JSONTree {
        secrets.sorted { $0.key.rawValue < $1.key.rawValue }.reduce(self) { tree, secret in
            tree.setting(secret.key.rawValue, to: .string(secret.value))
        }
    }
}

extension RecordedOperation {
    /// Whether one of its addresses has a value, or its last part, in it: what is looked for in an answer isn't there.
    fileprivate func names(_ value: String) -> Bool {
        let last = value.split(separator: "/").last.map(String.init) ?? value
        return exchanges.contains { ($0.path.removingPercentEncoding ?? "").contains(last) }
    }
}

extension RecordedExchange {
    /// What of a request is not as it was recorded.
    func differences(from request: TransportRequest) -> [String] {
        var differences: [String] = []
        let target = RequestTarget(request.url).rest
        if "\(request.method) \(target)" != "\(method) \(path)" {
            differences.append("the request is \(request.method) \(target), not \(method) \(path)")
        }
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            let sent = request.headers.first(named: name)
            // What is different every time has a star at its end.
            let isRight = value.hasSuffix("*") ? sent?.hasPrefix(value.dropLast()) == true : sent == value
            if !isRight {
                differences.append(
                    "the header \(name) is \(sent == nil ? "not there" : "another one than was recorded")")
            }
        }
        if usesBasicAuthentication, request.headers.first(named: "Authorization")?.hasPrefix("Basic ") != true {
            differences.append("login name and password are not sent")
        }
        return differences + bodyDifferences(from: request)
    }

    private func bodyDifferences(from request: TransportRequest) -> [String] {
        if let json {
            guard let sent = JSONTree(parsing: request.body), let recorded = JSONTree(parsing: json.utf8) else {
                return ["the body is no JSON"]
            }
            return recorded.completed(by: sent).differences(from: sent, at: "body")
                + sent.names.subtracting(recorded.names).sorted().map { "body.\($0) is sent, and was not recorded" }
        }
        if let form {
            var components = URLComponents()
            components.percentEncodedQuery = String(decoding: request.body, as: UTF8.self)
            var sent: [String: String] = [:]
            for item in components.queryItems ?? [] { sent[item.name] = item.value }
            return Set(form.keys).union(sent.keys).sorted().filter { form[$0] != sent[$0] }
                .map { "the field \($0) of the form is not as recorded" }
        }
        return request.body.isEmpty ? [] : ["there is a body, and none was recorded"]
    }
}

extension JSONTree {
    /// The recorded body with what was sent in the place of texts that have a star at their end: what is different
    /// every time, of which the beginning counts.
    fileprivate func completed(by sent: JSONTree?) -> JSONTree {
        switch self {
        case .string(let text):
            guard text.hasSuffix("*"), let other = sent?.string, other.hasPrefix(text.dropLast()) else { return self }
            return .string(other)
        case .object(let members):
            return .object(
                members.map { Member(name: $0.name, value: $0.value.completed(by: sent?[$0.name])) })
        default: return self
        }
    }

    /// The names of an object's own members.
    var names: Set<String> { Set((members ?? []).map(\.name)) }
}
