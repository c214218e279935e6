import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let status = Schema.named("Maintenance")
    private static let forbidden = [403: "`forbidden`"]

    static let maintenance = DescribedPart(
        schemas: ["Maintenance": .maintenance, "Import": .importSummary, "Generation": .generation],
        routes: [
            RouteDescription(
                .get, "maintenance/configstore", "getMaintenance",
                "Whether maintenance of the configstore is wanted, and what each of its instances does",
                answers: .json(200, status, "The state."), refusals: forbidden),
            RouteDescription(
                .put, "maintenance/configstore", "enableMaintenance",
                "Asks all instances of the configstore to go into maintenance",
                query: [RouteDescription.maintenanceLease], answers: .json(200, status, "The state."),
                refusals: forbidden),
            RouteDescription(
                .delete, "maintenance/configstore", "disableMaintenance",
                "Asks all instances of the configstore to go out of maintenance",
                answers: .json(200, status, "The state."),
                refusals: forbidden.merging([409: "`importInProgress`"]) { first, _ in first }),
            RouteDescription(
                .get, "export/configstore", "exportConfigStore",
                "Everything that the configstore has, as it is at one revision",
                answers: .lines(200, "An export; without its footer it is none."), refusals: forbidden),
            RouteDescription(
                .post, "import/configstore", "importConfigStore",
                "Replaces everything that the configstore has by an export, in maintenance only",
                query: RouteDescription.importQuery,
                body: .text(), bodyMediaType: "application/x-ndjson",
                answers: .json(200, .named("Import"), "What was read."),
                refusals: RouteDescription.importRefusals.merging(forbidden) { first, _ in first }),
            RouteDescription(
                .get, "generations/configstore", "listGenerations",
                "Whole states of the data: the one that is served, and those before",
                answers: .json(200, .list(.named("Generation")), "All of them, by number."), refusals: forbidden),
            RouteDescription(
                .delete, "generations/configstore/{number}", "deleteGeneration",
                "Deletes a state that is not served any more",
                answers: .empty("It is gone."),
                refusals: RouteDescription.generationRefusals.merging(forbidden) { first, _ in first }),
        ])
}
