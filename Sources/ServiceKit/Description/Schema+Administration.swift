/// The values of the audit log and of the keyring.
extension Schema {
    /// One entry of the audit log.
    ///
    /// - Parameter userName: The field that has the name of a user who did something.
    package static func auditEntry(userName: String) -> Schema {
        let actor = Schema.answer(
            ["type": .word("user", "admin", "anonymous", "client"), "id": .id, userName: .text()],
            optional: ["id", userName])
        let field = Schema.answer(
            ["name": .text(), "before": .text(), "after": .text()], optional: ["before", "after"])
        return .answer([
            "id": .id, "time": .time, "actor": actor, "operation": .word("create", "update", "move", "delete"),
            "kind": .text(), "object_id": .text(), "ref": .text().about("The name or path, as it was then."),
            "client_address": .text(), "request_id": .text(), "changes": .list(field),
        ])
    }

    package static var keyring: Schema {
        let rotation = Schema.answer(
            [
                "started_at": .time, "finished_at": .time, "resealed": .integer(0...Int.max),
                "failed": .integer(0...Int.max),
            ],
            optional: ["finished_at"])
        return .answer(
            ["sealing_key": .text(), "keys": .list(.text()), "rotation": rotation], optional: ["rotation"])
    }
}

extension [ParameterDescription] {
    /// What chooses entries of the audit log.
    package static var auditFilter: [ParameterDescription] {
        let word = Schema.text(0...64, pattern: "^[A-Za-z0-9-]*$")
        return [
            ParameterDescription("kind", word, "What the object is, such as `project`."),
            ParameterDescription("object", word, "The object's id."),
            ParameterDescription("actor", word, "A user's name or id, `admin`, `anonymous` or `client`."),
            ParameterDescription("holder", word, "An id: that object, and what was in it."),
        ]
    }
}
