import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// Makes records of Agola's objects, by the rules that need nothing but the object. Secrets are sealed here, so nothing behind
/// this ever sees one.
struct AgolaDrafting {
    let environment: ActionEnvironment
    private static let decoder = JSONCoding.decoder()

    /// What an object becomes: itself, and the accounts and tokens that it may have within.
    ///
    /// - Throws: `ExportProblem` when it can't be read; `ServiceError` when it breaks a rule.
    func drafts(of object: AgolaObject, _ kind: AgolaKind, _ report: inout AgolaReport) throws -> [AgolaDraft] {
        guard UUIDGrammar.isCanonical(object.id), object.id == object.id.lowercased() else {
            throw object.place.problem("its id is no UUID in lower case")
        }
        let times = try read(AgolaTimes.self, object)
        let now = environment.now()
        let creation = AgolaTimes.known(times.creationTime) ?? now
        var source = AgolaSource(
            kind: kind, object: object, creationTime: creation,
            updateTime: AgolaTimes.known(times.updateTime) ?? creation)
        switch kind {
        case .remoteSource: return [try remoteSource(read(AgolaRemoteSource.self, object), source)]
        case .user: return try user(read(AgolaUser.self, object), source, &report)
        case .organization:
            let organization = try read(AgolaOrganization.self, object)
            source.creationTime = AgolaTimes.known(organization.created_at) ?? source.creationTime
            return [try self.organization(organization, source)]
        case .member: return [try member(read(AgolaMember.self, object), source)]
        case .invitation: return [try invitation(read(AgolaInvitation.self, object), source)]
        case .token: return try token(read(AgolaToken.self, object), source, &report)
        case .account: return [try account(read(AgolaLinkedAccount.self, object), source, &report)]
        case .group: return [try group(read(AgolaGroup.self, object), source)]
        case .project: return try project(read(AgolaProject.self, object), source, &report)
        case .secret: return try secret(read(AgolaSecret.self, object), source, &report)
        case .variable: return [try variable(read(AgolaVariable.self, object), source)]
        }
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ object: AgolaObject) throws -> Value {
        do {
            return try Self.decoder.decode(type, from: object.body)
        } catch {
            // What was read is not in the message.
            throw object.place.problem("\(object.kindName) \(object.id) can't be read: the file is damaged")
        }
    }
}

/// An object of a known kind, with the times that its record gets.
struct AgolaSource {
    let kind: AgolaKind
    let object: AgolaObject
    var creationTime: Date
    var updateTime: Date

    var id: String { object.id }
    /// For remarks.
    var place: String { "\(object.place) (\(kind.rawValue) \(id))" }

    func draft(_ value: some StoredObject, in parent: RecordKey = RecordKey("", "")) throws -> AgolaDraft {
        try draft(value, kind, id: id, in: parent)
    }

    /// What is known from the beginning not to come along, with what it holds.
    func leftOut(in parent: RecordKey) -> AgolaDraft {
        AgolaDraft(kind: kind, id: id, place: object.place.description, parent: parent, state: .leftOut, body: [])
    }

    /// Something within the object.
    func draft(_ value: some StoredObject, _ kind: AgolaKind, id: String, in parent: RecordKey) throws -> AgolaDraft {
        AgolaDraft(
            kind: kind, id: id, place: object.place.description, parent: parent, body: Array(try value.encoded()))
    }

    /// What holds an object in the tree.
    ///
    /// - Parameter kinds: Of what it may be.
    func parent(_ parent: AgolaParent?, of kinds: [AgolaKind]) throws -> RecordKey {
        guard let parent, let kind = kinds.first(where: { $0.rawValue == parent.type }), let id = parent.id, !id.isEmpty
        else {
            throw object.place.problem(
                "\(object.kindName) \(id) has no parent of type \(kinds.map(\.rawValue).joined(separator: " or "))")
        }
        return RecordKey(kind.recordKind, id)
    }
}
