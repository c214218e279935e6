import ConfigStoreAPI
import Foundation

/// An entry of the audit log as it is stored. It is written once and never changed.
struct AuditRecord: StoredObject {
    static let kind: RecordKind = "audit"

    var entry: AuditEntry
    /// The ids of the objects that held the one that was changed, from the root to the nearest.
    var holders: [String]

    /// The object and what held it, each once.
    private var holding: [String] {
        if holders.isEmpty { return [entry.objectID] }
        return Set(holders + [entry.objectID]).sorted()
    }

    /// Written by hand, since every change writes one.
    func encoded() -> [UInt8] {
        var json = JSONText()
        json.append("{\"entry\":{\"id\":", entry.id)
        json.append(",\"time\":")
        json.append(entry.time.timeIntervalSinceReferenceDate)
        json.append(",\"actor\":{\"type\":", entry.actor.kind.rawValue)
        if let id = entry.actor.id { json.append(",\"id\":", id) }
        if let name = entry.actor.name { json.append(",\"name\":", name) }
        json.append("},\"operation\":", entry.operation)
        json.append(",\"kind\":", entry.kind)
        json.append(",\"object_id\":", entry.objectID)
        json.append(",\"ref\":", entry.ref)
        json.append(",\"client_address\":", entry.clientAddress)
        json.append(",\"request_id\":", entry.requestID)
        json.append(",\"changes\":[")
        for (position, field) in entry.changes.enumerated() {
            json.append(position == 0 ? "{\"name\":" : ",{\"name\":", field.name)
            if let before = field.before { json.append(",\"before\":", before) }
            if let after = field.after { json.append(",\"after\":", after) }
            json.append("}")
        }
        json.append("]},\"holders\":[")
        for (position, holder) in holders.enumerated() { json.append(position == 0 ? "" : ",", holder) }
        json.append("]}")
        return json.bytes
    }

    /// The lists that it is in. Every key ends with the entry's id, a UUID v7, so every list is in the order of time.
    var claims: [Claim] {
        let lists: [AuditList] = [.all, .kind(entry.kind), .object(entry.objectID), .actor(entry.actor.key)]
        return (lists + holding.map { .holder($0) }).map { $0.claim(entry.id) }
    }
}

/// A list of entries: a stretch of a claim space.
enum AuditList {
    case all
    case kind(String)
    case object(String)
    case actor(String)
    case holder(String)

    var space: String {
        switch self {
        case .all: "audit.time"
        case .kind: "audit.kind"
        case .object: "audit.object"
        case .actor: "audit.actor"
        case .holder: "audit.holder"
        }
    }

    /// What the list's keys start with.
    var prefix: String {
        switch self {
        case .all: ""
        case .kind(let key), .object(let key), .actor(let key), .holder(let key): key + "/"
        }
    }

    /// What a record of the list holds.
    func claim(_ id: String) -> Claim { Claim(space, prefix + id) }

    /// A part of the list, by record.
    ///
    /// - Parameter after: The id of the record before.
    func range(after: String?, limit: Int, ascending: Bool) -> ClaimRange {
        ClaimRange(space, prefix: prefix, after: after.map { prefix + $0 }, limit: limit, ascending: ascending)
    }
}
