import PluginProcess
import RemoteSources
import Validation

/// A description of a request, as JSON.
enum RequestMessage {
    private static let members: Set<String> = [
        "method", "path", "part", "query", "headers", "json", "form", "credential", "extracts",
    ]

    static func request(_ value: MessageValue) throws(PluginFailure) -> ForgeRequest {
        let object = try MessageObject(value, "its request", members: members)
        let method = try object.string("method")
        guard ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(method) else {
            throw object.wrong("method", "GET, HEAD, POST, PUT, PATCH or DELETE")
        }
        var request = ForgeRequest(
            method, try object.strings("path"), part: try object.word("part", as: ForgePart.self, default: .api),
            body: try body(object),
            credential: try object.word("credential", as: CredentialSlot.self))
        for pair in try pairs(object, "query") { request.query.append(.init(pair.name, try text(pair, "query"))) }
        for pair in try pairs(object, "headers") { request.headers.append(.init(pair.name, try text(pair, "headers"))) }
        for value in try object.list("extracts") {
            let extract = try MessageObject(value, "its extract", members: ["member", "kind"])
            request.extracts.append(
                SecretExtraction(
                    try extract.identifier("member"), try extract.word("kind", as: SecretExtraction.Kind.self)))
        }
        request.isReadOutside = true
        return request
    }

    private static func body(_ object: MessageObject) throws(PluginFailure) -> ForgeRequest.Body {
        if let document = object.value("json") {
            guard !object.has("form") else { throw .badAnswer("its request has json and form") }
            return .json(try json(document))
        }
        guard object.has("form") else { return .none }
        var fields: [ForgeRequest.FormField] = []
        for pair in try pairs(object, "form") {
            let value = try json(pair.value)
            switch value {
            case .string, .secret: fields.append(.init(pair.name, value))
            default: throw .badAnswer("its form has a \(pair.name.printable(40)) that is neither a text nor a secret")
            }
        }
        return .form(fields)
    }

    /// Pairs in order: `[["name", "value"], …]`.
    private static func pairs(
        _ object: MessageObject, _ member: String
    ) throws(PluginFailure) -> [(name: String, value: MessageValue)] {
        var pairs: [(name: String, value: MessageValue)] = []
        for item in try object.list(member) {
            guard let pair = item.list, pair.count == 2, let name = pair[0].string else {
                throw object.wrong(member, "a list of pairs")
            }
            pairs.append((name, pair[1]))
        }
        return pairs
    }

    private static func text(
        _ pair: (name: String, value: MessageValue), _ member: String
    ) throws(PluginFailure) -> String {
        guard let text = pair.value.string else {
            throw .badAnswer("its request has a \(pair.name.printable(40)) in \(member) that is no text")
        }
        return text
    }

    /// A document in which `{"$secret": "webhookSecret"}` is where the host puts a secret.
    private static func json(_ value: MessageValue) throws(PluginFailure) -> RemoteSources.JSONValue {
        switch value {
        case .null: return .null
        case .bool(let isTrue): return .bool(isTrue)
        case .string(let text): return .string(text)
        case .number(let text):
            guard let number = Int(text) else { throw .badAnswer("its request has a number that is not whole") }
            return .integer(number)
        case .list(let items):
            var values: [RemoteSources.JSONValue] = []
            for item in items { values.append(try json(item)) }
            return .array(values)
        case .object(let members):
            if members.count == 1, let name = members["$secret"] {
                guard let slot = name.string.flatMap(SecretSlot.init(rawValue:)) else {
                    throw .badAnswer("its request asks for a secret that is none of \(SecretSlot.allCases)")
                }
                return .secret(slot)
            }
            var fields: [RemoteSources.JSONValue.Member] = []
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { fields.append(.init(name, try json(value))) }
            return .object(fields)
        }
    }
}
