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
            413: "`exportTooLarge`",
        ]
    }
}
