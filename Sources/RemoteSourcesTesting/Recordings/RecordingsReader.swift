import Foundation
import RemoteSources

/// Reads the files of a folder of recordings, and says what is wrong with them.
struct RecordingsReader {
    let folder: URL

    private static let maxBytes = 32 * 1024 * 1024

    func settings() throws(UnreadableRecording) -> (apiURL: String, without: [String: String]) {
        let file = "kit.json"
        let tree = try self.tree(file)
        try check(tree, file, ["apiURL", "without"])
        guard let url = tree["apiURL"]?.string else { throw unreadable(file, "apiURL, the forge's address, is needed") }
        var without: [String: String] = [:]
        for member in tree["without"]?.members ?? [] {
            guard let reason = member.value.string, !reason.isEmpty else {
                throw unreadable(file, "without has the reason for each thing that there is none of")
            }
            without[member.name] = reason
        }
        return (url, without)
    }

    func operations() throws(UnreadableRecording) -> ([RecordedOperation], [RecordedLink]) {
        var (operations, links): ([RecordedOperation], [RecordedLink]) = ([], [])
        for (number, tree) in try list("operations.json").enumerated() {
            let place = "entry \(number + 1)"
            if tree["operation"]?.string == "link" {
                links.append(try link(tree, place))
            } else {
                operations.append(try operation(tree, place))
            }
        }
        return (operations, links)
    }

    private func operation(_ tree: JSONTree, _ place: String) throws(UnreadableRecording) -> RecordedOperation {
        let file = "operations.json"
        try check(tree, "\(file): \(place)", ["operation", "arguments", "exchanges", "result", "error", "shows"])
        guard let word = tree["operation"]?.string, let kind = OperationKind(rawValue: word) else {
            let names = OperationKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw unreadable(file, "\(place) needs one of these as its operation: \(names), link")
        }
        var exchanges: [RecordedExchange] = []
        for exchange in tree["exchanges"]?.elements ?? [] {
            exchanges.append(try self.exchange(exchange, word, place))
        }
        guard !exchanges.isEmpty else { throw unreadable(file, "\(place) names no exchanges") }
        let name = "\(place), \(word) (\(exchanges[0].name))"
        return RecordedOperation(
            name: name, kind: kind, arguments: try arguments(tree, place), exchanges: exchanges,
            outcome: try outcome(tree, place), shows: Set((tree["shows"]?.elements ?? []).compactMap(\.string)))
    }

    /// One of a file in `exchanges`, or written out where it is used.
    private func exchange(
        _ tree: JSONTree, _ operation: String, _ place: String
    ) throws(UnreadableRecording) -> RecordedExchange {
        if let name = tree.string {
            guard !name.contains("/") else {
                throw unreadable("operations.json", "\(place) names a file in exchanges/ without its ending")
            }
            return try RecordedExchange(
                contentsOf: folder.appending(path: "exchanges").appending(path: name + ".json"))
        }
        do {
            let object = try JSONSerialization.jsonObject(with: Data(tree.bytes)) as? [String: Any]
            return try RecordedExchange(
                object ?? [:], name: "written out", file: "operations.json: \(place)", folder: folder)
        } catch let error as UnreadableRecording {
            throw error
        } catch {
            throw unreadable("operations.json", "\(place) has an exchange that is none")
        }
    }

    private func outcome(_ tree: JSONTree, _ place: String) throws(UnreadableRecording) -> RecordedOperation.Outcome {
        switch (tree["result"], tree["error"]?.string) {
        case (let result?, nil): return .result(result)
        case (nil, let code?): return .error(code)
        default: throw unreadable("operations.json", "\(place) needs a result or an error, and not both")
        }
    }

    private func link(_ tree: JSONTree, _ place: String) throws(UnreadableRecording) -> RecordedLink {
        try check(tree, "operations.json: \(place)", ["operation", "arguments", "result"])
        let arguments = try arguments(tree, place)
        guard let target = arguments.linkTarget, let page = arguments["webURL"], let url = tree["result"]?.string else {
            throw unreadable(
                "operations.json",
                "\(place) needs the arguments webURL and to (commit, branch, tag, pullRequest, compare), and its URL as the result"
            )
        }
        return RecordedLink(target: target, to: arguments["to"] ?? "", webURL: page, url: url)
    }

    private func arguments(_ tree: JSONTree, _ place: String) throws(UnreadableRecording) -> OperationArguments {
        var values: [String: String] = [:]
        for member in tree["arguments"]?.members ?? [] {
            guard OperationArguments.names.contains(member.name) else {
                throw unreadable("operations.json", "\(place) has the argument \(member.name), which nothing takes")
            }
            switch member.value {
            case .string(let text): values[member.name] = text
            case .number(let digits): values[member.name] = digits
            case .bool(let flag): values[member.name] = flag ? "true" : "false"
            default: throw unreadable("operations.json", "\(place): the argument \(member.name) is a text")
            }
        }
        return OperationArguments(values: values)
    }

    func deliveries() throws(UnreadableRecording) -> [RecordedDelivery] {
        guard FileManager.default.fileExists(atPath: path("events.json")) else { return [] }
        var deliveries: [RecordedDelivery] = []
        for (number, tree) in try list("events.json").enumerated() {
            try check(tree, "events.json: entry \(number + 1)", ["delivery", "event", "outcome"])
            guard let delivery = tree["delivery"] else {
                throw unreadable("events.json", "entry \(number + 1) has no delivery")
            }
            let name = delivery.string ?? delivery["name"]?.string ?? "entry \(number + 1)"
            let outcome: RecordedDelivery.Outcome
            switch (tree["event"], tree["outcome"]?.string) {
            case (let event?, nil): outcome = .event(event)
            case (nil, "ignored"): outcome = .ignored
            case (nil, "unreadable"): outcome = .unreadable
            default:
                throw unreadable("events.json", "\(name) needs an event, or the outcome ignored or unreadable")
            }
            deliveries.append(try self.delivery(delivery, name, outcome))
        }
        // One that was recorded and says nothing would be forgotten.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path("deliveries"))) ?? []
        let named = Set(deliveries.map { $0.name + ".json" })
        if let file = files.sorted().first(where: { $0.hasSuffix(".json") && !named.contains($0) }) {
            throw unreadable("deliveries/\(file)", "events.json doesn't say what it is")
        }
        return deliveries
    }

    private func delivery(
        _ given: JSONTree, _ name: String, _ outcome: RecordedDelivery.Outcome
    ) throws(UnreadableRecording) -> RecordedDelivery {
        let isFile = given.string != nil
        guard !isFile || !name.contains("/") else {
            throw unreadable("events.json", "\(name) names a file in deliveries/ without its ending")
        }
        let file = isFile ? "deliveries/\(name).json" : "events.json: \(name)"
        let tree = isFile ? try self.tree(file) : given
        // A file may say more about how it was recorded.
        if !isFile { try check(tree, file, ["name", "headers", "body", "bodyFile", "secret"]) }
        var headers: [String: String] = [:]
        for member in tree["headers"]?.members ?? [] { headers[member.name.lowercased()] = member.value.string }
        var body = tree["body"].map { $0.string.map { Array($0.utf8) } ?? $0.bytes }
        if let bodyFile = tree["bodyFile"]?.string { body = try BodyFile.bytes(bodyFile, in: folder) }
        guard let body, !headers.isEmpty else { throw unreadable(file, "headers, and body or bodyFile are needed") }
        return RecordedDelivery(
            name: name, headers: headers, body: body, secret: tree["secret"]?.string, outcome: outcome)
    }

    private func list(_ file: String) throws(UnreadableRecording) -> [JSONTree] {
        guard let elements = try tree(file).elements else { throw unreadable(file, "it is a JSON list") }
        return elements
    }

    private func tree(_ file: String) throws(UnreadableRecording) -> JSONTree {
        guard let handle = FileHandle(forReadingAtPath: path(file)),
            let data = try? handle.read(upToCount: Self.maxBytes)
        else { throw unreadable(file, "it is not there, or can't be read") }
        guard let tree = JSONTree(parsing: data) else { throw unreadable(file, "it is no JSON") }
        return tree
    }

    private func check(_ tree: JSONTree, _ file: String, _ names: Set<String>) throws(UnreadableRecording) {
        guard let members = tree.members else { throw unreadable(file, "it is a JSON object") }
        for member in members where !names.contains(member.name) {
            throw unreadable(file, "\(member.name) is not one of \(names.sorted().joined(separator: ", "))")
        }
    }

    private func path(_ file: String) -> String { folder.appending(path: file).path(percentEncoded: false) }

    private func unreadable(_ file: String, _ reason: String) -> UnreadableRecording {
        UnreadableRecording(file: file, reason: reason)
    }
}
