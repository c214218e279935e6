import HTTPTypes
import ServiceKit

extension GatewayDescription {
    static let audit = DescribedPart(
        schemas: ["AuditEntry": .auditEntry(userName: "username")],
        routes: [
            RouteDescription(
                .get, "audit", "listAudit", "Who did what, the newest first", query: .paging + .auditFilter,
                answers: page.continued(by: "listAudit"),
                refusals: [400: "`invalidFilter`", 403: "`forbidden`", 404: "`userDoesNotExist`"]),
            list(
                "users/{ref}", "listUserAudit", "What happened to a user and to what is theirs",
                missing: "`userDoesNotExist`"),
            list(
                "orgs/{ref}", "listOrganizationAudit", "What happened to and in an organization",
                missing: "`organizationDoesNotExist`"),
            list(
                "projectgroups/{ref}", "listProjectGroupAudit", "What happened to and in a group",
                missing: "`projectGroupDoesNotExist`"),
            list(
                "projects/{ref}", "listProjectAudit", "What happened to a project",
                missing: "`projectDoesNotExist`"),
        ])

    private static let page = AnswerDescription.page(
        of: .named("AuditEntry"), "A page; it may have fewer entries than `limit` and go on.")

    private static func list(
        _ path: String, _ name: String, _ summary: String, missing: String
    ) -> RouteDescription {
        RouteDescription(
            .get, "\(path)/audit", name, summary, query: .paging,
            answers: page.continued(by: name, ["ref": "$request.path.ref"]),
            refusals: [400: "`invalidPath`", 403: "`forbidden`", 404: missing])
    }
}
