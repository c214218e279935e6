import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let status = Schema.named("Maintenance")
    private static let forbidden = [403: "`forbidden`"]

    static let maintenance = DescribedPart(
        schemas: ["Maintenance": .maintenance, "Import": .importSummary],
        routes: [
            RouteDescription(
                .get, "maintenance/configstore", "getMaintenance",
                "Whether maintenance of the configstore is wanted, and what each of its instances does",
                answers: .json(200, status, "The state."), refusals: forbidden),
            RouteDescription(
                .put, "maintenance/configstore", "enableMaintenance",
                "Asks all instances of the configstore to go into maintenance",
                answers: .json(200, status, "The state."), refusals: forbidden),
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
        ])
}
