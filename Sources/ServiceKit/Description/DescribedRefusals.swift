/// The refusals: one body, and what else goes along with a status.
enum DescribedRefusals {
    static let schema = Schema.answer([
        "code": .text().about("A stable word in lower camel case, for programs."),
        "message": .text().about("What is wrong and what to do, for a person."),
        "details": .list(.answer(["field": .text(), "code": .text(), "message": .text()]))
            .about("Which fields break which rules."),
    ])

    static let components: [String: DescriptionValue] = [
        "Refusal": response(),
        "Unauthorized": response(header: "WWW-Authenticate"),
        "Later": response(header: "Retry-After"),
        "RefusalPage": response(isPage: true),
        "UnauthorizedPage": response(header: "WWW-Authenticate", isPage: true),
        "LaterPage": response(header: "Retry-After", isPage: true),
    ]

    /// The response of a status, with the codes that it has on a route.
    ///
    /// - Parameter isPage: Whether it may be a page for a person.
    static func reference(_ status: Int, _ codes: String, isPage: Bool) -> DescriptionValue {
        let name =
            switch status {
            case 401: "Unauthorized"
            case 429, 503: "Later"
            default: "Refusal"
            }
        return [
            "$ref": "#/components/responses/\(name)\(isPage ? "Page" : "")", "description": "Refused: \(codes).",
        ]
    }

    private static func response(header: String? = nil, isPage: Bool = false) -> DescriptionValue {
        var headers = DescribedHeaders.always
        if let header { headers[header] = DescribedHeaders.reference(header) }
        var content: [String: DescriptionValue] = ["application/json": ["schema": Schema.named("Refusal").value]]
        if isPage { content["text/html"] = ["schema": Schema.text().value] }
        return ["description": "A refusal.", "headers": .object(headers), "content": .object(content)]
    }
}
