import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Webhooks: what the gateway needs to set one up, keep it as it is and take it away again.
    static let webhooks = ConformanceGroup(
        "webhooks", "webhooks: address, secret and events are sent, what is there is told, missing ones are gone"
    ) { subject in
        guard subject.has(.webhooks) else { return .notApplicable("webhooks is not declared") }
        var findings = Findings()
        subject.require(Situation.webhooks, &findings)
        if let creation = subject.recordings.success(.createWebhook) {
            await checkCreation(creation, subject, &findings)
        }
        for list in subject.recordings.operations(.webhooks) where list.result != nil {
            let outcome = await subject.replay(list)
            for item in outcome.tree?["items"]?.elements ?? [] {
                // Which one is the gateway's own is told by its address.
                findings.expect(
                    item["id"]?.string?.isEmpty == false && item["url"]?.string?.isEmpty == false,
                    "\(list.name): a webhook has no id or no address: \(item.text)")
            }
        }
        await checkRemoval(.deleteWebhook, subject, &findings)
        return findings.outcome
    }

    private static func checkCreation(
        _ creation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let secrets = KitSecrets()
        let forge = ScriptedForge(creation.responses)
        let outcome = await subject.run(creation.kind, creation.arguments, over: forge, with: secrets)
        let bodies = forge.requests.map { String(decoding: $0.body, as: UTF8.self) }
        let secret = secrets.slots[.webhookSecret] ?? ""
        findings.expect(
            bodies.contains { $0.contains(JSONText.quoted(secret)) || $0.contains(PercentEncoding.encode(secret)) },
            "\(creation.name): the secret is not sent")
        findings.expect(
            bodies.first?.contains(JSONText.quoted(creation.arguments["url"] ?? "-")) == true
                || bodies.first?.contains(PercentEncoding.encode(creation.arguments["url"] ?? "-")) == true,
            "\(creation.name): the webhook's address is not sent")
        for event in subject.driver.manifest.webhookEvents {
            findings.expect(
                bodies.first?.contains(event) == true, "\(creation.name): the event \(event) is not subscribed to")
        }
        // Taking the old one away first would leave a gap in which events are lost.
        findings.expect(
            forge.requests.allSatisfy { $0.method != "DELETE" }, "\(creation.name): making a webhook removes something")
        findings.expect(
            outcome.tree?["id"]?.string?.isEmpty == false, "\(creation.name): the webhook that was made has no id")
        findings.expect(!outcome.text.contains(secret), "\(creation.name): the secret is in the result")
    }
}
