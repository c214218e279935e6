import HTTPTypes
import ServiceKit

extension GatewayDescription {
    static let drivers = DescribedPart(
        schemas: [
            "Driver": .answer([
                "type": .text(), "configType": .word("remotesource", "manual"),
                "form": .word("builtin", "declarative", "process"), "version": .text(),
                "capabilities": .list(.text()), "health": .named("DriverHealth"),
            ]),
            "DriverHealth": .answer(
                [
                    "state": .word("running", "restarting", "broken"), "lastError": .text(), "reloadError": .text(),
                ], optional: ["lastError", "reloadError"]),
        ],
        routes: [
            RouteDescription(
                .get, "drivers", "listDrivers", "The drivers that are installed, and how they are",
                answers: .json(200, .list(.named("Driver")), "All of them, by type."),
                refusals: [403: "`forbidden`"])
        ])
}
