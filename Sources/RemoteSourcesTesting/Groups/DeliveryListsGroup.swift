import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// The forge's own list of what it has sent.
    static let deliveryLists = ConformanceGroup(
        "deliveryLists",
        "the forge's list of deliveries: newest first, one id for all attempts, the same as the event's"
    ) { subject in
        guard subject.has(.webhookDeliveries) else { return .notApplicable("webhookDeliveries is not declared") }
        var findings = Findings()
        subject.require(Situation.deliveryLists, &findings)
        var listed: [String: ListedDelivery] = [:]
        for list in subject.recordings.operations(.webhookDeliveries) where list.result != nil {
            for entry in await checkList(list, subject, &findings) { listed[entry.id] = entry }
        }
        for entry in listed.values {
            guard let request = entry.request else { continue }
            await checkEvent(request, entry.deliveryID, "the delivery \(entry.id)", subject, &findings)
        }
        for asked in subject.recordings.operations(.webhookDelivery) where asked.result != nil {
            guard
                let delivery = await output(
                    of: asked, subject,
                    { driver, repository throws(DriverError) in
                        try await driver.webhookDelivery(
                            id: asked.arguments["id"] ?? "", of: asked.arguments.webhook, in: repository)
                    })
            else { continue }
            let entry = listed[asked.arguments["id"] ?? ""]
            findings.expect(entry != nil, "\(asked.name): no recorded list has the entry that is asked for")
            await checkEvent(delivery, entry?.deliveryID, asked.name, subject, &findings)
        }
        return findings.outcome
    }

    private static func checkList(
        _ list: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async -> [ListedDelivery] {
        let page = await output(of: list, subject) { driver, repository throws(DriverError) in
            try await driver.webhookDeliveries(
                of: list.arguments.webhook, in: repository, page: list.arguments.page)
        }
        let entries = page?.items ?? []
        findings.expect(
            entries.allSatisfy { !$0.id.isEmpty && !$0.deliveryID.isEmpty }, "\(list.name): an entry has no id")
        let times = entries.compactMap(\.time)
        findings.expect(times == times.sorted(by: >), "\(list.name): the newest does not come first")
        return entries
    }

    /// What was sent can be read as if it had come, and has the id that its entry says.
    private static func checkEvent(
        _ delivery: WebhookDelivery, _ id: String?, _ name: String, _ subject: ConformanceSubject,
        _ findings: inout Findings
    ) async {
        findings.expect(
            delivery.headers.keys.allSatisfy { $0 == $0.lowercased() }, "\(name): header names are in lower case")
        let reader = WebhookReader(driver: subject.driver, type: "kit", secrets: [])
        do throws(WebhookRefusal) {
            let event = try await reader.event(listed: delivery)
            findings.expect(
                event.deliveryID == id ?? event.deliveryID,
                "\(name): the event's id is \(event.deliveryID), and the list says \(id ?? "")")
        } catch {
            if case .ignored = error { return }
            findings.fail("\(name): what was sent can't be read: \(error)")
        }
    }

    private static func output<Output: Sendable>(
        of operation: RecordedOperation, _ subject: ConformanceSubject,
        _ call: (any RemoteSourceDriver, RepositoryPath) async throws(DriverError) -> Call<Output>
    ) async -> Output? {
        guard let repository = try? operation.arguments.repository() else { return nil }
        let session = subject.session(over: ScriptedForge(operation.responses), await subject.secrets(of: operation))
        return try? await session.perform(.webhookDeliveries) { driver throws(DriverError) in
            try await call(driver, repository)
        }.output
    }
}
