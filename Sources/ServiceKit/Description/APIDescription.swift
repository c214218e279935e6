package import Foundation
import HTTPTypes

/// Some routes that belong together, and the schemas that they use.
package struct DescribedPart: Sendable {
    package let routes: [RouteDescription]
    package let schemas: [String: Schema]

    package init(schemas: [String: Schema] = [:], routes: [RouteDescription]) {
        self.routes = routes
        self.schemas = schemas
    }
}

/// A service's API as OpenAPI 3.1: the one source of what is served at `openapi.json` and kept in `docs/openapi`.
package struct APIDescription: Sendable {
    package let title: String
    package let summary: String
    /// The names and objects of the ways to authenticate, each of which is enough.
    package let securitySchemes: [String: DescriptionValue]
    /// What is in braces in paths: under the name, or under `part/name` where it means something else behind that part.
    package let pathParameters: [String: ParameterDescription]
    /// The refusals that every route behind authentication has, beyond the general ones.
    package let refusals: [Int: String]
    /// The refusals that every change has.
    package let changeRefusals: [Int: String]
    package let parts: [DescribedPart]

    package init(
        title: String, summary: String, securitySchemes: [String: DescriptionValue],
        pathParameters: [String: ParameterDescription], refusals: [Int: String], changeRefusals: [Int: String],
        parts: [DescribedPart]
    ) {
        self.title = title
        self.summary = summary
        self.securitySchemes = securitySchemes
        self.pathParameters = pathParameters
        self.refusals = refusals
        self.changeRefusals = changeRefusals
        self.parts = parts
    }

    package var routes: [RouteDescription] { parts.flatMap(\.routes) }

    /// Each route as `METHOD /path`, to compare with the router's.
    package var routeNames: Set<String> { Set(routes.map { "\($0.method.rawValue) \($0.path)" }) }

    /// The document.
    package var json: Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Texts, numbers and flags always encode.
        return (try? encoder.encode(document)) ?? Data()
    }

    private var document: DescriptionValue {
        [
            "openapi": "3.1.0",
            "info": ["title": .text(title), "version": "v1alpha", "description": .text(summary)],
            "servers": [["url": "/"]],
            "security": security,
            "paths": paths,
            "components": [
                "schemas": .object(schemas.mapValues(\.value)),
                "headers": .object(DescribedHeaders.components),
                "responses": .object(DescribedRefusals.components),
                "securitySchemes": .object(securitySchemes),
            ],
        ]
    }

    private var schemas: [String: Schema] {
        parts.reduce(into: ["Refusal": DescribedRefusals.schema]) { all, part in
            all.merge(part.schemas) { _, last in last }
        }
    }

    private var security: DescriptionValue {
        .list(securitySchemes.keys.sorted().map { .object([$0: []]) })
    }

    private var paths: DescriptionValue {
        var paths: [String: [String: DescriptionValue]] = [:]
        for route in routes {
            paths[route.path, default: [:]][route.method.rawValue.lowercased()] = operation(route)
        }
        return .object(paths.mapValues(DescriptionValue.object))
    }

    private func operation(_ route: RouteDescription) -> DescriptionValue {
        var operation: [String: DescriptionValue] = [
            "operationId": .text(route.name), "summary": .text(route.summary), "responses": responses(of: route),
        ]
        if route.access != .login { operation["security"] = [] }
        let parameters =
            route.pathParameters.compactMap { parameter($0)?.value(in: "path") }
            + route.query.map { $0.value(in: "query") } + route.headers.map { $0.value(in: "header") }
        if !parameters.isEmpty { operation["parameters"] = .list(parameters) }
        if let body = route.body {
            operation["requestBody"] = ["required": true, "content": [route.bodyMediaType: ["schema": body.value]]]
        }
        return .object(operation)
    }

    /// What a parameter of a path is.
    package func parameter(_ place: PathParameter) -> ParameterDescription? {
        pathParameters["\(place.part)/\(place.name)"] ?? pathParameters[place.name]
    }

    private func responses(of route: RouteDescription) -> DescriptionValue {
        var responses: [String: DescriptionValue] = [:]
        let isPage = route.answers.contains { $0.mediaType == "text/html" }
        for (status, codes) in refusals(of: route) {
            responses[String(status)] = DescribedRefusals.reference(status, codes, isPage: isPage)
        }
        for answer in route.answers { responses[String(answer.status)] = answer.value }
        return .object(responses)
    }

    /// What every route may refuse, and this one beyond it.
    private func refusals(of route: RouteDescription) -> [Int: String] {
        var all = [500: "`internal`", 503: "`storeUnavailable`, `storeFull`, `revisionNotReached`", 504: "`timedOut`"]
        func add(_ more: [Int: String]) { all.merge(more) { "\($0), \($1)" } }
        if !route.pathParameters.isEmpty { add([400: "`invalidRef`"]) }
        if !route.query.isEmpty { add([400: "`invalidQuery`"]) }
        if route.answers.contains(where: \.isPage) {
            add([400: "`invalidLimit`, `invalidSortDirection`, `invalidCursor`"])
        }
        if route.body != nil, route.bodyMediaType == "application/json" {
            add([
                400: "`invalidJSON`, `invalidField`, `invalidBody`", 413: "`bodyTooLarge`",
                415: "`unsupportedMediaType`",
            ])
        }
        if route.access != .open {
            add([401: "`unauthorized`"])
            add(refusals)
            if route.method != .get { add(changeRefusals) }
        }
        add(route.refusals)
        return all
    }
}
