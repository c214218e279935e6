import RemoteSources
import StrictYAML
import Validation

/// Requests.
extension ManifestReader {
    private enum Method: String, CaseIterable {
        case GET, POST, PUT, PATCH, DELETE
    }

    /// Reads the requests of an operation.
    ///
    /// - Parameters:
    ///   - entry: The map that has them.
    ///   - placeholders: Those that the operation has.
    ///   - needs: Groups of placeholders, of each of which the requests have to name all of one set.
    func operation(_ entry: YAMLMap, _ placeholders: Placeholders, needs: [RequestNeed] = []) -> Operation? {
        var placeholders = placeholders
        var first: [FirstRequest] = []
        let all = entry.list("first") { item -> FirstRequest? in
            let request = firstRequest(item, placeholders)
            for name in request?.take.keys.sorted() ?? [] {
                if placeholders.updateValue(.text, forKey: name) != nil {
                    item.problem(at: "take", .taken, "there is a placeholder {\(name)} already")
                }
            }
            return request
        }
        if all.count > Operation.maxFirst {
            entry.problem(at: "first", .tooLong, "there are at most \(Operation.maxFirst) requests before the last")
        }
        first = all
        guard let last = asked(entry, placeholders) else { return nil }
        let operation = Operation(first: first, last: last)
        for need in needs where !need.isMet(by: operation.names) {
            entry.problem(at: "request", "missingPlaceholder", need.message)
        }
        return operation
    }

    private func firstRequest(_ entry: YAMLMap, _ placeholders: Placeholders) -> FirstRequest? {
        let isOptional = entry.bool("optional", default: false)
        let asked = asked(entry, placeholders)
        var take: [String: JSONPath] = [:]
        if let map = entry.optionalMap("take") {
            for name in map.keys {
                let isName =
                    (1...60).contains(name.utf8.count)
                    && name.utf8.allSatisfy { ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 }
                if !isName { map.problem(at: name, .invalidName, "a placeholder's name has letters only") }
                take[name] = path(map, name, isText: asked?.isText ?? false)
            }
        }
        return asked.map { FirstRequest(asked: $0, isOptional: isOptional, take: take) }
    }

    private func asked(_ entry: YAMLMap, _ placeholders: Placeholders) -> AskedRequest? {
        let isText = entry.bool("text", default: false)
        let request = request(entry, placeholders)
        var find: AskedRequest.Find?
        if let map = entry.optionalMap("find") {
            let items = listPath(map, "items", isText: isText)
            let member = path(map, "where", isText: false)
            let wanted = map.string("equals")
            let equals = checked(map, "equals") { () throws(ManifestMistake) in try TextTemplate(wanted, placeholders) }
            if let items, let member, let equals { find = .init(items: items, member: member, equals: equals) }
        }
        return request.map { AskedRequest(request: $0, isText: isText, find: find) }
    }

    private func request(_ entry: YAMLMap, _ placeholders: Placeholders) -> RequestTemplate? {
        let line = entry.string("request")
        var query: [(name: String, value: TextTemplate)] = []
        if let map = entry.optionalMap("query") {
            for name in map.keys {
                let text = map.string(name)
                if let value = textTemplate(map, name, text, placeholders) { query.append((name, value)) }
            }
        }
        let accept = entry.optionalString("accept")
        if let accept, !accept.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) || accept.utf8.count > Self.maxTextBytes {
            entry.problem(at: "accept", .outOfRange, "this is a media type")
        }
        let credential = entry.optionalString("credential").flatMap {
            word(entry, "credential", $0, CredentialSlot.self)
        }
        let body = entry.tree("body").flatMap { self.body($0, placeholders, entry) }
        guard !line.isEmpty else { return nil }
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let method = Method(rawValue: parts[0]) else {
            let methods = Method.allCases.map(\.rawValue).joined(separator: ", ")
            entry.problem(
                at: "request", ManifestMistake.invalidTemplate, "a request is METHOD /path; there are \(methods)")
            return nil
        }
        if method == .GET, body != nil { entry.problem(at: "body", .notSupported, "a GET has no body") }
        return checked(entry, "request") { () throws(ManifestMistake) in
            RequestTemplate(
                method: method.rawValue, path: apiPath + (try Self.segments(parts[1], placeholders)), query: query,
                accept: accept, body: body, credential: credential)
        }
    }

    /// The segments of a path.
    static func segments(_ path: String, _ placeholders: Placeholders) throws(ManifestMistake) -> [TextTemplate] {
        func mistake(_ message: String) -> ManifestMistake { ManifestMistake(ManifestMistake.invalidTemplate, message) }
        guard path.utf8.count <= TemplateParts.maxBytes else {
            throw ManifestMistake(.tooLong, "a path has at most \(TemplateParts.maxBytes) bytes")
        }
        guard path.hasPrefix("/") else { throw mistake("a path starts with a slash") }
        var segments: [TextTemplate] = []
        for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard !segment.isEmpty, segment != ".", segment != ".." else {
                throw mistake("a path has no empty parts, no . or .., and no slash at its end")
            }
            guard !segment.contains(where: { "?#% ".contains($0) }) else {
                throw mistake("a path is not escaped and has no query; that is below query")
            }
            let template = try TextTemplate(String(segment), placeholders)
            if let name = template.lonePlaceholder, placeholders[name]?.isText != true {
                throw mistake("{\(name)} is not a text, it can't be in a path")
            }
            segments.append(template)
        }
        return segments
    }

    /// A text with placeholders that are texts.
    func textTemplate(
        _ entry: YAMLMap, _ key: String, _ text: String, _ placeholders: Placeholders
    ) -> TextTemplate? {
        checked(entry, key) { () throws(ManifestMistake) in
            let template = try TextTemplate(text, placeholders)
            if let name = template.lonePlaceholder, placeholders[name]?.isText != true {
                throw ManifestMistake(
                    ManifestMistake.invalidTemplate, "{\(name)} is not a text, it can only be in a body")
            }
            return template
        }
    }

    private func body(_ tree: YAMLTree, _ placeholders: Placeholders, _ entry: YAMLMap) -> BodyTemplate? {
        switch tree.value {
        case .null: return .constant(.null)
        case .bool(let flag): return .constant(.bool(flag))
        case .integer(let number): return .constant(.integer(number))
        case .string(let text):
            do throws(ManifestMistake) {
                return .text(try TextTemplate(text, placeholders))
            } catch {
                entry.problem(at: tree.place, error.code, error.message)
                return nil
            }
        case .list(let items): return .list(items.compactMap { body($0, placeholders, entry) })
        case .map(let members):
            return .object(
                members.compactMap { member in body(member.value, placeholders, entry).map { (member.key, $0) } })
        }
    }
}
