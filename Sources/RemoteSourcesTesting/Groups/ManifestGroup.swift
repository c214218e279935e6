import RemoteSources

extension ConformanceGroup {
    /// What a driver says about itself is what it does.
    static let manifest = ConformanceGroup(
        "manifest", "the manifest is valid, and declares what the operations and the recordings do"
    ) { subject in
        var findings = Findings()
        let manifest = subject.driver.manifest
        findings.expect(manifest == subject.driver.manifest, "the manifest changes from one look to the next")
        let problem = refusal(of: subject.driver)
        findings.expect(problem == nil, problem ?? "")
        findings.expect(!manifest.version.isEmpty, "the driver has no version")
        findings.expect(
            manifest.answerLimit != nil, "an answer has 1 byte to 64 MiB, not \(manifest.limits.maxResponseBytes)")
        if let oauth2 = manifest.oauth2 {
            findings.expect(
                !oauth2.tokenPath.isEmpty && !oauth2.authorizePath.isEmpty, "the description of oauth2 has empty paths")
        }
        for scheme in manifest.webhookSchemes {
            findings.expect(
                !scheme.signatureHeader.isEmpty && scheme.signatureHeader == scheme.signatureHeader.lowercased(),
                "a webhook scheme names its header in capitals, or not at all")
        }
        await checkUndeclared(subject, &findings)
        for kind in OperationKind.allCases where subject.asks(for: kind) {
            findings.expect(
                subject.recordings.operations.contains { $0.kind == kind },
                "\(kind.capability.rawValue) is declared and not tested: there is no recording of \(kind.rawValue)")
        }
        subject.require(Situation.installations, &findings)
        let names = Set(Situation.all.map(\.name))
        for name in subject.recordings.without.keys.sorted() {
            findings.expect(names.contains(name), "kit.json: there is no situation \(name) that one could be without")
        }
        return findings.outcome
    }

    /// Why the registry doesn't take a driver; nil when it does.
    private static func refusal(of driver: any RemoteSourceDriver) -> String? {
        var registry = DriverRegistry()
        do throws(RegistryError) {
            try registry.register(driver, as: "kit")
            return nil
        } catch {
            return error.description
        }
    }

    /// What isn't declared is not supported, rather than done in some way that nobody tests.
    private static func checkUndeclared(_ subject: ConformanceSubject, _ findings: inout Findings) async {
        for kind in OperationKind.allCases where !subject.asks(for: kind) {
            findings.expect(
                !subject.recordings.operations.contains { $0.kind == kind },
                "there is a recording of \(kind.rawValue), and \(kind.capability.rawValue) is not declared")
            let outcome: String
            do throws(DriverError) {
                _ = try await kind.call(subject.driver, .samples)
                outcome = "done"
            } catch {
                outcome = error.code
            }
            findings.expect(
                outcome == "notSupported",
                "\(kind.rawValue) is not declared, and asking for it is \(outcome) instead of notSupported")
        }
        guard !subject.has(.events) else { return }
        do throws(DriverError) {
            _ = try await subject.driver.event(from: WebhookDelivery(headers: [:], body: []))
            findings.fail("events are not declared, and a delivery is read")
        } catch {
            findings.expect(error.code == "notSupported", "events are not declared, and a delivery is \(error.code)")
        }
    }
}

extension DriverManifest {
    /// How large an answer may be; nil for what is no sensible bound.
    var answerLimit: Int? {
        (1...64 * 1024 * 1024).contains(limits.maxResponseBytes) ? limits.maxResponseBytes : nil
    }
}

extension OperationArguments {
    /// Arguments that any forge takes.
    static let samples = OperationArguments(values: [
        "repository": "alice/hello", "path": "alice/hello", "id": "1", "ref": "refs/heads/main", "owner": "alice",
        "sha": String(repeating: "a", count: 40), "title": "sallyport", "publicKey": "ssh-ed25519 AAAA",
        "url": "https://gateway.test/webhooks/p1", "context": "sallyport", "description": "the run",
        "webhook": "1",
    ])
}

extension DriverManifest.WebhookScheme {
    /// The field that proves a delivery.
    var signatureHeader: String {
        switch self {
        case .hmacSHA256Hex(let header, _), .sharedToken(let header): header
        case .standardWebhooks: "webhook-signature"
        }
    }
}
