import Foundation
import JSONAccess

/// What a record's body holds.
protocol StoredObject: Codable, Sendable {
    static var kind: RecordKind { get }
    /// The body, in JSON.
    func encoded() throws -> [UInt8]
}

extension StoredObject {
    func encoded() throws -> [UInt8] { Array(try StoredCoding.encoder.encode(self)) }
}

/// Made once, and never changed.
private enum StoredCoding {
    static let encoder = JSONEncoder()
    static let reader = JSONReader(JSONDecoder())
}

/// A stored object with its id and revision.
struct Stored<Object: StoredObject>: Sendable {
    let id: String
    /// The stored revision; 0 when it is not stored yet.
    let revision: Int
    var value: Object

    init(id: String, revision: Int, value: Object) {
        self.id = id
        self.revision = revision
        self.value = value
    }

    /// Reads a record's body.
    ///
    /// - Throws: `StoreError.unavailable` when the body is not what its kind says: the data is broken.
    init(_ record: Record) throws {
        do {
            value = try StoredCoding.reader.decode(Object.self, from: record.body)
        } catch {
            throw StoreError.unavailable("\(record.kind) \(record.id) can't be read: \(error)")
        }
        id = record.id
        revision = record.revision
    }

    var key: RecordKey { RecordKey(Object.kind, id) }

    func record() throws -> Record {
        Record(kind: Object.kind, id: id, revision: revision, body: try value.encoded())
    }

    /// The object as it is once it has been written.
    var written: Stored { Stored(id: id, revision: revision + 1, value: value) }
}

extension ActionTransaction {
    func object<Object: StoredObject>(_ type: Object.Type, id: String) throws -> Stored<Object>? {
        try record(RecordKey(Object.kind, id)).map(Stored<Object>.init)
    }

    func object<Object: StoredObject>(_ type: Object.Type, holding claim: Claim) throws -> Stored<Object>? {
        try record(holding: claim).map(Stored<Object>.init)
    }

    func objects<Object: StoredObject>(_ type: Object.Type, _ range: ClaimRange) throws -> [Stored<Object>] {
        try claims(range).map { try Stored<Object>($0.record) }
    }

    /// Those of several objects that there are, by id, in one query.
    func objects<Object: StoredObject>(_ type: Object.Type, ids: [String]) throws -> [String: Stored<Object>] {
        let found = try records(ids.map { RecordKey(Object.kind, $0) })
        return Dictionary(try found.map { ($0.id, try Stored<Object>($0)) }) { first, _ in first }
    }

    func put<Object: StoredObject>(_ object: Stored<Object>) throws {
        put(try object.record())
    }

    func delete<Object: StoredObject>(_ object: Stored<Object>) throws {
        delete(try object.record())
    }
}
