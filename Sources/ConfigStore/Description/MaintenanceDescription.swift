import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    private static let status = Schema.named("Maintenance")

    static let maintenance = DescribedPart(
        schemas: ["Maintenance": .maintenance, "Import": .importSummary, "Generation": .generation],
        routes: [
            RouteDescription(
                .get, "maintenance", "getMaintenance", "Whether maintenance is wanted, and what each instance does",
                answers: .json(200, status, "The state.")),
            RouteDescription(
                .put, "maintenance", "enableMaintenance", "Asks all instances to go into maintenance",
                query: [RouteDescription.maintenanceLease], answers: .json(200, status, "The state.")),
            RouteDescription(
                .delete, "maintenance", "disableMaintenance", "Asks all instances to go out of maintenance",
                answers: .json(200, status, "The state."), refusals: [409: "`importInProgress`"]),
            RouteDescription(
                .get, "export", "exportConfigStore", "Everything, as it is at one revision",
                answers: .lines(200, "An export; without its footer it is none.")),
            RouteDescription(
                .post, "import", "importConfigStore", "Replaces everything by an export, in maintenance only",
                query: RouteDescription.importQuery,
                body: .text(), bodyMediaType: "application/x-ndjson",
                answers: .json(200, .named("Import"), "What was read."), refusals: RouteDescription.importRefusals),
            RouteDescription(
                .get, "generations", "listGenerations",
                "Whole states of the data: the one that is served, and those before",
                answers: .json(200, .list(.named("Generation")), "All of them, by number.")),
            RouteDescription(
                .delete, "generations/{number}", "deleteGeneration", "Deletes a state that is not served any more",
                answers: .empty("It is gone."), refusals: RouteDescription.generationRefusals),
        ])
}
