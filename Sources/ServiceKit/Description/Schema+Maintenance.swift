/// What both services say of maintenance.
extension Schema {
    package static var maintenance: Schema {
        .answer(
            [
                "is_wanted": .flag, "since": .time,
                "instances": .list(
                    .answer([
                        "name": .text(), "version": .text(),
                        "mode": .word("normal", "entering", "maintenance", "leaving"),
                        "revision": .integer(0...Int.max), "last_seen": .time,
                    ])),
            ], optional: ["since"])
    }

    package static var generation: Schema {
        .answer(
            [
                "number": .integer(1...Int.max), "is_current": .flag, "bytes": .integer(0...Int.max), "time": .time,
            ], optional: ["bytes", "time"])
    }

    package static var importSummary: Schema {
        .answer([
            "is_imported": .flag, "product": .text(), "revision": .integer(0...Int.max),
            "records": .integer(0...Int.max), "claims": .integer(0...Int.max), "references": .integer(0...Int.max),
        ])
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

    /// What the deletion of a generation may refuse.
    package static var generationRefusals: [Int: String] {
        [404: "`generationDoesNotExist`", 409: "`generationInUse`, `importInProgress`"]
    }
}

extension ParameterDescription {
    /// How large an export is.
    package static let exportBytes = ParameterDescription(
        "bytes", .integer(0...Int.max), "How large it is: it is refused at once when there is no room for it.")
}
