/// The requests of one operation, in order: perhaps some whose answers say what the last one needs.
struct Operation: Sendable {
    static let maxFirst = 3

    var first: [FirstRequest] = []
    var last: AskedRequest

    /// What the first requests take out of their answers.
    var taken: Set<String> { Set(first.flatMap(\.take.keys)) }

    /// The names of the placeholders of all its requests.
    var names: Set<String> { first.reduce(last.names) { $0.union($1.asked.names) } }
}

/// A request and what of its answer is read.
struct AskedRequest: Sendable {
    var request: RequestTemplate
    /// Whether the answer is a plain text, which is then at the path `text`.
    var isText: Bool
    /// Which item of a list is meant; nil for the whole answer.
    var find: Find?

    var names: Set<String> { request.names.union(find?.equals.names ?? []) }

    struct Find: Sendable {
        var items: JSONPath
        var member: JSONPath
        var equals: TextTemplate
    }
}

/// A request that comes before the last one.
struct FirstRequest: Sendable {
    var asked: AskedRequest
    /// Whether it may be that there is nothing: the operation goes on without what would have been taken.
    var isOptional: Bool
    /// What is taken out of the answer, by the placeholder that it becomes.
    var take: [String: JSONPath]
}

/// A list and how it goes on.
struct ListOperation: Sendable {
    var operation: Operation
    var items: JSONPath
    var pages: PageScheme
}
