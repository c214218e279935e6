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
        [
            Claim(AuditList.all, entry.id), Claim(AuditList.kind(entry.kind), entry.id),
            Claim(AuditList.object(entry.objectID), entry.id), Claim(AuditList.actor(entry.actor.key), entry.id),
        ] + holding.map { Claim(AuditList.holder($0), entry.id) }
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

    /// A part of the list, by entry.
    ///
    /// - Parameter after: The id of the entry before.
    func range(after: String?, limit: Int, ascending: Bool) -> ClaimRange {
        ClaimRange(space, prefix: prefix, after: after.map { prefix + $0 }, limit: limit, ascending: ascending)
    }
}

extension Claim {
    fileprivate init(_ list: AuditList, _ id: String) {
        self.init(list.space, list.prefix + id)
    }
}
