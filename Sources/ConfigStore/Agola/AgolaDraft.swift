/// An object of an export of Agola's as it will be a record, before it is known whether what it belongs to is there.
struct AgolaDraft {
    enum State: Int {
        case waiting
        case taken
        case leftOut
    }

    let kind: AgolaKind
    let id: String
    /// Where it is in the file.
    let place: String
    /// What holds it.
    let parent: RecordKey
    var state = State.waiting
    /// Whose it is, and how deep below the root group, once a group or project is taken.
    var owner = RecordKey("", "")
    var depth = 0
    var body: [UInt8]

    var key: RecordKey { RecordKey(kind.recordKind, id) }

    func stored<Object: StoredObject>(_ type: Object.Type) throws -> Stored<Object> {
        try Stored(Record(kind: kind.recordKind, id: id, revision: 1, body: body))
    }
}
