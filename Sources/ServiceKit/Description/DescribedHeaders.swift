/// The headers of answers.
enum DescribedHeaders {
    static let components: [String: DescriptionValue] = [
        "X-Request-ID": header(
            "The request's id: its own, when it brought one of 1–64 letters, digits, `-` and `_`.",
            .text(1...64, pattern: "^[A-Za-z0-9_-]+$"), isRequired: true),
        "WWW-Authenticate": header("How to authenticate.", .text(), isRequired: true),
        "Retry-After": header("After how many seconds another try makes sense.", .integer(0...86_400)),
        "Sallyport-Cursor": header("The next page's `cursor`; missing on the last page.", .text(1...2048)),
        "Link": header("The next page, with `rel=\"next\"`; missing on the last page.", .text()),
    ]

    static var always: [String: DescriptionValue] { ["X-Request-ID": reference("X-Request-ID")] }

    static func reference(_ name: String) -> DescriptionValue { ["$ref": "#/components/headers/\(name)"] }

    private static func header(_ summary: String, _ schema: Schema, isRequired: Bool = false) -> DescriptionValue {
        ["description": .text(summary), "required": .flag(isRequired), "schema": schema.value]
    }
}

extension ParameterDescription {
    func value(in location: String) -> DescriptionValue {
        [
            "name": .text(name), "in": .text(location), "required": .flag(isRequired || location == "path"),
            "description": .text(summary), "schema": schema.value,
        ]
    }
}

extension AnswerDescription {
    var value: DescriptionValue {
        var headers = DescribedHeaders.always
        if isPage {
            for name in ["Link", "Sallyport-Cursor"] { headers[name] = DescribedHeaders.reference(name) }
        }
        var value: [String: DescriptionValue] = ["description": .text(summary), "headers": .object(headers)]
        if let schema { value["content"] = .object([mediaType: ["schema": schema.value]]) }
        if !links.isEmpty { value["links"] = .object(namedLinks) }
        return .object(value)
    }

    /// The links under their routes' names; a second one to a route has a number.
    private var namedLinks: [String: DescriptionValue] {
        var named: [String: DescriptionValue] = [:]
        for link in links {
            let count = links.prefix { $0 != link }.count { $0.name == link.name }
            named[count == 0 ? link.name : "\(link.name)\(count + 1)"] = link.value
        }
        return named
    }
}

extension LinkDescription {
    var value: DescriptionValue {
        var value: [String: DescriptionValue] = ["operationId": .text(name)]
        if !parameters.isEmpty { value["parameters"] = .object(parameters.mapValues(DescriptionValue.text)) }
        if !body.isEmpty { value["requestBody"] = .object(body) }
        return .object(value)
    }
}
