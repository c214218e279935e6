package import RemoteSources
import Validation

/// Deliveries.
extension DeclarativeDriver {
    package func event(from delivery: WebhookDelivery) async throws(DriverError) -> RemoteEvent {
        let section = try declared(deliveries, .events)
        guard let name = delivery.headers[section.eventHeader] else {
            throw .invalid(field: "headers", message: "\(section.eventHeader) is needed")
        }
        let rules = section.rules.filter { $0.names.contains(name) }
        guard !rules.isEmpty else {
            throw .ignored(reason: "\(name.prefix(60)) is not an event that anything here is about")
        }
        guard let document = JSONDocument(delivery.body, maxDepth: JSONDocument.maxDepth),
            case .object = document
        else {
            throw .invalid(field: "body", message: "the delivery's body is not the JSON object that it should be")
        }
        let id = section.idHeader.flatMap { delivery.headers[$0] } ?? ""
        let scope = AnswerScope(document: document)
        for rule in rules {
            let holds = try Self.read { () throws(AnswerMismatch) in try rule.condition?.holds(in: document) ?? true }
            guard holds else { continue }
            switch rule.meaning {
            case .ignored(let reason): throw .ignored(reason: reason)
            case .happened(let source): return try source.event(scope, id: id)
            }
        }
        throw .ignored(reason: "a delivery \(name.prefix(60)) that nothing here is about")
    }

    static func read<Value>(_ body: () throws(AnswerMismatch) -> Value) throws(DriverError) -> Value {
        do throws(AnswerMismatch) {
            return try body()
        } catch {
            throw error.inDelivery
        }
    }
}

extension EventSource {
    func event(_ scope: AnswerScope, id: String) throws(DriverError) -> RemoteEvent {
        let repository = try DeclarativeDriver.read { () throws(AnswerMismatch) in
            RemoteEvent.Repository(
                id: try self.repository.id(.id, scope), path: try self.repository.needed(.path, scope))
        }
        let sender = try DeclarativeDriver.read { () throws(AnswerMismatch) in try self.sender?.sender(scope) }
        switch content {
        case .ref(let source):
            return try source.event(scope, id: id, repository: repository, sender: sender)
        case .pullRequest(let source):
            return try source.event(scope, id: id, repository: repository, sender: sender)
        case .plain(let kind, let values):
            var event = RemoteEvent(kind, deliveryID: id, repository: repository, sender: sender)
            event.webURL = try DeclarativeDriver.read { () throws(AnswerMismatch) in try values.text(.webURL, scope) }
            return event
        }
    }
}

extension AnswerMap<SenderField> {
    /// Nobody where the forge names nobody.
    func sender(_ scope: AnswerScope) throws(AnswerMismatch) -> RemoteEvent.Sender? {
        guard let login = try text(.login, scope) else { return nil }
        return RemoteEvent.Sender(id: try text(.id, scope), login: login)
    }
}
