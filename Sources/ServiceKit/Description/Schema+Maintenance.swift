/// What both services say of maintenance.
extension Schema {
    package static var maintenance: Schema {
        .answer(
            [
                "is_wanted": .flag, "since": .time, "lease_seconds": .integer(RouteDescription.leaseSeconds),
                "instances": .list(
                    .answer([
                        "name": .text(), "version": .text(),
                        "mode": .word("normal", "entering", "maintenance", "leaving"),
                        "revision": .integer(0...Int.max), "last_seen": .time,
                    ])),
            ], optional: ["since", "lease_seconds"])
    }

    package static var generation: Schema {
        .answer(
            [
                "number": .integer(1...Int.max), "is_current": .flag, "bytes": .integer(0...Int.max), "time": .time,
            ], optional: ["bytes", "time"])
    }

    package static var importSummary: Schema {
        let count = Schema.integer(0...Int.max)
        return .answer(
            [
                "is_imported": .flag, "product": .text(), "revision": count, "records": count, "claims": count,
                "references": count,
                "conversion": .answer([
                    "kinds": .list(.answer(["kind": .text(), "read": count, "taken": count])),
                    "remarks": .list(
                        .answer(["code": .text(), "message": .text(), "count": count, "places": .list(.text())])),
                ]),
            ], optional: ["conversion"])
    }
}

extension RouteDescription {
    /// What an import may refuse.
    package static var importRefusals: [Int: String] {
        [
            400: "`invalidExport`", 409: "`notInMaintenance`, `importInProgress`",
            413: "`exportTooLarge`", 503: "`notEnoughRoom`",
        ]
    }

    /// For how many seconds maintenance may be wanted.
    static let leaseSeconds = 1...3_600

    package static var maintenanceLease: ParameterDescription {
        ParameterDescription(
            "lease_seconds", .integer(leaseSeconds),
            "After how many seconds it ends unless it is asked for again; without, when somebody ends it.")
    }

    package static var importQuery: [ParameterDescription] {
        [
            ParameterDescription("verify_only", .flag, "Look at it, and change nothing."),
            ParameterDescription("from", .word("sallyport", "agola"), "Who wrote it."),
            ParameterDescription(
                "leave_out_broken", .flag, "Leave out what refers to something that is not there; for `from=agola`."),
            ParameterDescription(
                "bytes", .integer(0...Int.max), "How large it is: it is refused at once when there is no room for it."),
        ]
    }

    /// What the deletion of a generation may refuse.
    package static var generationRefusals: [Int: String] {
        [404: "`generationDoesNotExist`", 409: "`generationInUse`, `importInProgress`"]
    }
}
