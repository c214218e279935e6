import Foundation
package import ServiceKit

/// What can be wrong with a description.
package enum DescribedRoutes {
    /// The routes that only one of router and description has.
    package static func differences(_ routes: Set<String>, _ description: APIDescription) -> [String] {
        let missing = routes.subtracting(description.routeNames).map { "\($0) is not described" }
        let extra = description.routeNames.subtracting(routes).map { "\($0) is described and does not exist" }
        return (missing + extra).sorted()
    }

    /// The document that `docs/openapi` has of a service.
    package static func kept(_ service: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/openapi/\(service).json"), encoding: .utf8)
    }

    /// What contradicts itself: names that are there twice, and references to nothing.
    package static func problems(_ description: APIDescription) -> [String] {
        let routes = description.routes
        let names = Dictionary(grouping: routes, by: \.name)
        var problems = names.filter { $0.value.count > 1 }.map { "\($0.key) is there twice" }
        for route in routes {
            for place in route.pathParameters where description.parameter(place) == nil {
                problems.append("\(route.name): {\(place.name)} is not described")
            }
            for link in route.answers.flatMap(\.links) where names[link.name] == nil {
                problems.append("\(route.name) links to \(link.name), which does not exist")
            }
        }
        let json = String(decoding: description.json, as: UTF8.self)
        let schemas = Set(description.parts.flatMap(\.schemas.keys) + ["Refusal"])
        for reference in json.split(separator: "\"#/components/schemas/").dropFirst() {
            let name = String(reference.prefix { $0 != "\"" })
            if !schemas.contains(name) { problems.append("there is no schema \(name)") }
        }
        return problems.sorted()
    }
}
