package import HTTPTypes

/// One route of a service, as its description says it. `CONTRIBUTING.md` says how to add one.
package struct RouteDescription: Sendable {
    /// Who may ask, as far as the answer's status tells.
    package enum Access: Sendable {
        /// Nobody is asked for anything.
        case open
        /// Anybody, but a token that is sent has to be one.
        case anybody
        /// Somebody who is logged in.
        case login
    }

    package let method: HTTPRequest.Method
    /// The whole path, with `{parameters}`.
    package let path: String
    /// The `operationId`: a verb and a noun in lower camel case.
    package let name: String
    package let summary: String
    package let access: Access
    package let query: [ParameterDescription]
    package let headers: [ParameterDescription]
    package let body: Schema?
    package let bodyMediaType: String
    package let answers: [AnswerDescription]
    /// The codes of refusals beyond those that every such route has, by status.
    package let refusals: [Int: String]

    package init(
        _ method: HTTPRequest.Method, _ path: String, _ name: String, _ summary: String, access: Access = .login,
        query: [ParameterDescription] = [], headers: [ParameterDescription] = [], body: Schema? = nil,
        bodyMediaType: String = "application/json",
        answers: AnswerDescription..., refusals: [Int: String] = [:]
    ) {
        self.method = method
        self.path = path.hasPrefix("/") ? path : "/api/v1alpha/" + path
        self.name = name
        self.summary = summary
        self.access = access
        self.query = query
        self.headers = headers
        self.body = body
        self.bodyMediaType = bodyMediaType
        self.answers = answers
        self.refusals = refusals
    }

    /// What is in braces in the path.
    package var pathParameters: [PathParameter] {
        let parts = path.split(separator: "/")
        return zip(parts, parts.dropFirst()).filter { $1.hasPrefix("{") }.map { before, part in
            PathParameter(name: String(part.dropFirst().dropLast()), part: String(before))
        }
    }
}

/// A parameter of a path, and the part before it.
package struct PathParameter: Sendable, Hashable {
    package let name: String
    package let part: String
}

/// A parameter of a query or a header.
package struct ParameterDescription: Sendable {
    package let name: String
    package let schema: Schema
    package let summary: String
    package let isRequired: Bool

    package init(_ name: String, _ schema: Schema, _ summary: String, isRequired: Bool = false) {
        self.name = name
        self.schema = schema
        self.summary = summary
        self.isRequired = isRequired
    }

    /// `limit` of a list.
    package static let limit = ParameterDescription(
        "limit", .integer(1...PageRequest.maxLimit).with("default", .number(PageRequest.defaultLimit)),
        "How many items a page has at most.")
    /// `cursor` of a list.
    package static let cursor = ParameterDescription(
        "cursor", .text(0...2048, format: "cursor"),
        "Where the list goes on: what the page before gave as Sallyport-Cursor. Opaque and signed; empty is the start.")
    /// `cascade` of a deletion.
    package static let cascade = ParameterDescription("cascade", .flag, "Delete everything in it along with it.")
    /// `sortdirection` of a list.
    package static let sortDirection = ParameterDescription(
        "sortdirection", .word("asc", "desc"), "The order; left out, the cursor's, or else `asc`.")
}

extension [ParameterDescription] {
    /// What every list takes.
    package static var paging: [ParameterDescription] { [.limit, .cursor, .sortDirection] }
}

/// What a route answers when it does what was asked.
package struct AnswerDescription: Sendable {
    package let status: Int
    package let summary: String
    package let mediaType: String
    package let schema: Schema?
    package let isPage: Bool
    package private(set) var links: [LinkDescription] = []

    /// An answer of JSON.
    package static func json(_ status: Int, _ schema: Schema, _ summary: String) -> AnswerDescription {
        AnswerDescription(
            status: status, summary: summary, mediaType: "application/json", schema: schema, isPage: false)
    }

    /// One page of a list.
    package static func page(of item: Schema, _ summary: String) -> AnswerDescription {
        AnswerDescription(
            status: 200, summary: summary, mediaType: "application/json",
            schema: .list(item, maxItems: PageRequest.maxLimit), isPage: true)
    }

    /// One page of a list that is an object around its items.
    package static func page(as schema: Schema, _ summary: String) -> AnswerDescription {
        AnswerDescription(status: 200, summary: summary, mediaType: "application/json", schema: schema, isPage: true)
    }

    /// A text as it is.
    package static func text(_ status: Int, _ summary: String) -> AnswerDescription {
        AnswerDescription(status: status, summary: summary, mediaType: "text/plain", schema: .text(), isPage: false)
    }

    /// Lines of JSON, as many as there are.
    package static func lines(_ status: Int, _ summary: String) -> AnswerDescription {
        AnswerDescription(
            status: status, summary: summary, mediaType: "application/x-ndjson", schema: .text(), isPage: false)
    }

    /// Server-sent events.
    package static func events(_ status: Int, _ summary: String) -> AnswerDescription {
        AnswerDescription(
            status: status, summary: summary, mediaType: "text/event-stream", schema: .text(), isPage: false)
    }

    /// A page for a person.
    package static func html(_ status: Int, _ summary: String) -> AnswerDescription {
        AnswerDescription(status: status, summary: summary, mediaType: "text/html", schema: .text(), isPage: false)
    }

    /// 204.
    package static func empty(_ summary: String) -> AnswerDescription {
        AnswerDescription(status: 204, summary: summary, mediaType: "", schema: nil, isPage: false)
    }

    /// The same, with the route whose next page it leads to.
    package func continued(by name: String, _ parameters: [String: String] = [:]) -> AnswerDescription {
        linked(parameters.merging(["cursor": "$response.header.Sallyport-Cursor"]) { _, last in last }, to: name)
    }

    /// The same, with the routes that take `parameters`, and fields of their bodies, from it.
    package func linked(
        _ parameters: [String: String] = [:], body: [String: DescriptionValue] = [:], to names: String...
    ) -> AnswerDescription {
        var answer = self
        answer.links += names.map { LinkDescription(name: $0, parameters: parameters, body: body) }
        return answer
    }
}

/// A route that goes on where an answer ends.
package struct LinkDescription: Sendable, Hashable {
    /// The other route's `operationId`.
    package let name: String
    /// What its parameters are, as runtime expressions such as `$response.body#/id`.
    package let parameters: [String: String]
    /// What fields of its body are.
    package let body: [String: DescriptionValue]
}
