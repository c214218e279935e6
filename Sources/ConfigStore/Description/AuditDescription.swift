import HTTPTypes
import ServiceKit

extension ConfigStoreDescription {
    static let audit = DescribedPart(
        schemas: ["AuditEntry": .auditEntry(userName: "name")],
        routes: [
            RouteDescription(
                .get, "audit", "listAudit", "Who did what, the newest first", query: .paging + .auditFilter,
                answers: .page(of: .named("AuditEntry"), "A page; it may have fewer entries than `limit` and go on.")
                    .continued(by: "listAudit"),
                refusals: [400: "`invalidFilter`", 404: "`userDoesNotExist`"])
        ])
}
