import Crypto
import Foundation
import RemoteSources

extension ConformanceGroup {
    /// Only what the forge signed is read.
    static let signatures = ConformanceGroup(
        "signatures", "deliveries that are signed are read, and nothing else: changed, replayed, of other secrets"
    ) { subject in
        guard subject.has(.events) else { return .notApplicable("events is not declared") }
        var findings = Findings()
        for delivery in subject.recordings.deliveries {
            guard let secret = delivery.secret else { continue }
            let recorded = SignedDelivery(recorded: delivery)
            findings.expect(
                await subject.outcome(of: recorded, secrets: [secret], now: Date()).code != "notGenuine",
                "\(delivery.name): its recorded signature is refused")
            findings.expect(
                await subject.outcome(of: recorded, secrets: ["another-secret"], now: Date()).code == "notGenuine",
                "\(delivery.name): another secret is taken")
        }
        guard let delivery = subject.recordings.deliveries.first(where: { $0.event != nil && !$0.body.isEmpty }) else {
            findings.fail("events is declared and not tested: there is no recording of a delivery that is an event")
            return findings.outcome
        }
        for scheme in subject.driver.manifest.webhookSchemes {
            let check = SignatureCheck(subject: subject, delivery: delivery.withoutProof(subject), scheme: scheme)
            await check.accepted(&findings)
            await check.refused(&findings)
            await check.forms(&findings)
        }
        return findings.outcome
    }
}

/// One scheme's deliveries, genuine and not.
private struct SignatureCheck {
    let subject: ConformanceSubject
    let delivery: RecordedDelivery
    let scheme: DriverManifest.WebhookScheme

    private var signed: SignedDelivery { SignedDelivery(delivery, scheme) }
    private var header: String { scheme.signatureHeader }

    func accepted(_ findings: inout Findings) async {
        let name = "\(delivery.name), signed with \(scheme)"
        let secret = SignedDelivery.secret
        for (what, delivery, secrets) in [
            ("a genuine delivery", signed, [secret]), ("one of the secret before", signed, ["new secret", secret]),
            ("one of the current secret", signed, [secret, "old secret"]),
        ] {
            let code = await subject.outcome(of: delivery, secrets: secrets).code
            findings.expect(code == "event", "\(name): \(what) is \(code)")
        }
        if case .hmacSHA256Hex(let header, let prefix) = scheme {
            let digits = (signed.headers[header] ?? "").dropFirst(prefix.count).uppercased()
            let code = await subject.outcome(of: signed.with(header, prefix + digits)).code
            findings.expect(code == "event", "\(name): digits in capitals are \(code)")
        }
    }

    func refused(_ findings: inout Findings) async {
        let value = signed.headers[header] ?? ""
        var changed = signed
        changed.body[changed.body.count / 2] ^= 1
        var cases: [(String, SignedDelivery)] = [
            ("without its header", signed.with(header, nil)), ("with an empty header", signed.with(header, "")),
            ("cut off", signed.with(header, String(value.dropLast(2)))),
            ("with more behind it", signed.with(header, value + "00")),
            (
                "of another secret",
                SignedDelivery(
                    delivery, scheme,
                    secret: "whsec_" + Data("another key of 32 bytes ........".utf8).base64EncodedString())
            ),
            ("of the empty secret", SignedDelivery(delivery, scheme, secret: "")),
        ]
        switch scheme {
        case .hmacSHA256Hex(let header, let prefix):
            let key = SymmetricKey(data: Data(SignedDelivery.secret.utf8))
            let body = Data(delivery.body)
            let sha512 = SignedDelivery.hex(HMAC<SHA512>.authenticationCode(for: body, using: key))
            let sha1 = SignedDelivery.hex(HMAC<Insecure.SHA1>.authenticationCode(for: body, using: key))
            cases += [
                ("with SHA-512", signed.with(header, prefix + sha512)),
                ("with SHA-1", signed.with(header, prefix + sha1)),
                ("without a key", signed.with(header, prefix + SignedDelivery.hex(SHA256.hash(data: body)))),
                ("of another body", changed), ("with the prefix alone", signed.with(header, prefix)),
            ]
            if !prefix.isEmpty {
                cases.append(("without its prefix", signed.with(header, String(value.dropFirst(prefix.count)))))
            }
        case .sharedToken: cases.append(("with a blank before", signed.with(header, " " + value)))
        case .standardWebhooks:
            cases += [
                ("of another body", changed), ("of another id", signed.with("webhook-id", "msg_other")),
                ("without a time", signed.with("webhook-timestamp", nil)),
                ("of ten minutes ago", SignedDelivery(delivery, scheme, time: SignedDelivery.time - 600)),
                ("of ten minutes from now", SignedDelivery(delivery, scheme, time: SignedDelivery.time + 600)),
                ("of another version", signed.with(header, "v2" + value.dropFirst(2))),
            ]
        }
        for (what, delivery) in cases {
            let code = await subject.outcome(of: delivery).code
            findings.expect(code == "notGenuine", "\(self.delivery.name), \(scheme): one \(what) is \(code)")
        }
        for secrets in [[], [""], ["another"]] {
            let code = await subject.outcome(of: signed, secrets: secrets).code
            findings.expect(
                code == "notGenuine", "\(delivery.name), \(scheme): with the secrets \(secrets) it is \(code)")
        }
    }

    /// A form, where the driver takes one: signed as a whole, or the JSON in it.
    func forms(_ findings: inout Findings) async {
        let json = delivery.body
        let form = Array(PercentEncoding.query([("payload", String(decoding: json, as: UTF8.self))]).utf8)
        for (signed, what) in [(form, DriverManifest.WebhookForm.signsForm), (json, .signsPayload)] {
            let isTaken = subject.driver.manifest.webhookForm == what
            let delivery = SignedDelivery(self.delivery, scheme, body: form, signed: signed)
                .with("content-type", "application/x-www-form-urlencoded")
            let code = await subject.outcome(of: delivery).code
            if case .sharedToken = scheme, subject.driver.manifest.webhookForm != nil { continue }
            findings.expect(
                (code == "event") == isTaken, "\(self.delivery.name), \(scheme): a form (\(what)) is \(code)")
        }
    }
}

extension SignedDelivery {
    fileprivate init(recorded delivery: RecordedDelivery) {
        headers = delivery.headers
        body = delivery.body
    }
}

extension RecordedDelivery {
    /// The delivery without what proves it, in any scheme.
    func withoutProof(_ subject: ConformanceSubject) -> RecordedDelivery {
        let proofs = Set(subject.driver.manifest.webhookSchemes.map(\.signatureHeader))
        return RecordedDelivery(
            name: name, headers: headers.filter { !proofs.contains($0.key) }, body: body, secret: secret,
            outcome: outcome)
    }
}
