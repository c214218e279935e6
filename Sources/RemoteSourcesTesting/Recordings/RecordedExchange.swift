public import Foundation
public import HTTPTransport

/// One recorded HTTP exchange: a JSON file with a `request` and a `response`.
public struct RecordedExchange: Sendable {
    /// The file's name without its ending.
    public let name: String
    /// The request's method.
    public let method: String
    /// The request's path and query as they were sent.
    public let path: String
    /// The request's header fields, as far as they were recorded.
    let headers: [String: String]
    /// The value of the request's `Authorization` header; nil without one.
    public let authorization: String?
    /// Whether the request was sent with a login name and a password.
    public let usesBasicAuthentication: Bool
    /// The request's JSON body, with sorted keys; nil without one.
    public let json: String?
    /// The request's form; nil without one.
    public let form: [String: String]?
    /// The answer.
    public let response: TransportResponse

    /// Reads one file.
    ///
    /// - Parameter url: The file.
    /// - Throws: `UnreadableRecording` when it is no exchange.
    public init(contentsOf url: URL) throws(UnreadableRecording) {
        do {
            try self.init(reading: url)
        } catch let error as UnreadableRecording {
            throw error
        } catch {
            throw UnreadableRecording(file: url.lastPathComponent, reason: "\(error)")
        }
    }

    private init(reading url: URL) throws {
        let file = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
        try self.init(
            file ?? [:], name: url.deletingPathExtension().lastPathComponent, file: url.lastPathComponent,
            folder: url.deletingLastPathComponent())
    }

    /// - Parameter folder: Where a `bodyFile` is looked for.
    init(_ exchange: [String: Any], name: String, file: String, folder: URL) throws {
        guard let request = exchange["request"] as? [String: Any],
            let response = exchange["response"] as? [String: Any], let method = request["method"] as? String,
            let path = request["path"] as? String, let status = response["status"] as? Int
        else {
            throw UnreadableRecording(
                file: file, reason: "there is no request with method and path, or no response's status")
        }
        self.name = name
        self.method = method
        self.path = path
        headers = request["headers"] as? [String: String] ?? [:]
        authorization = headers["Authorization"]
        usesBasicAuthentication = request["basic_auth"] as? Bool ?? false
        json = try (request["json"] as? [String: Any]).map(Self.sorted)
        form = request["form"] as? [String: String]
        self.response = TransportResponse(
            status: status,
            headers: (response["headers"] as? [String: String] ?? [:]).map { TransportHeader($0.key, $0.value) },
            body: try (response["bodyFile"] as? String).map { try BodyFile.bytes($0, in: folder) }
                ?? Self.body(response["body"]))
    }

    /// Reads every exchange of a folder, by name.
    ///
    /// - Parameters:
    ///   - directory: The folder. Only its JSON files count.
    ///   - others: The names of files that are there and are no exchanges.
    /// - Returns: The exchanges by name.
    /// - Throws: What reading the folder throws, and `UnreadableRecording` for a file that is neither an exchange nor
    ///   one of `others`, or for one of `others` that is not there.
    public static func load(_ directory: URL, except others: Set<String> = []) throws -> [String: RecordedExchange] {
        let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
        var missing = others
        var exchanges: [String: RecordedExchange] = [:]
        for file in files where missing.remove(file.deletingPathExtension().lastPathComponent) == nil {
            let exchange = try RecordedExchange(contentsOf: file)
            exchanges[exchange.name] = exchange
        }
        if let name = missing.min() { throw UnreadableRecording(file: name + ".json", reason: "it is not there") }
        return exchanges
    }

    /// A JSON document with sorted keys, for comparison.
    ///
    /// - Parameter body: The document.
    /// - Returns: The same document, its keys sorted.
    /// - Throws: What reading it throws.
    public static func canonical(_ body: [UInt8]) throws -> String {
        try sorted(JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed))
    }

    private static func sorted(_ value: Any) throws -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .fragmentsAllowed]
        return String(decoding: try JSONSerialization.data(withJSONObject: value, options: options), as: UTF8.self)
    }

    private static func body(_ value: Any?) throws -> [UInt8] {
        switch value {
        case nil, is NSNull: []
        case let text as String: Array(text.utf8)
        case .some(let value): Array(try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed))
        }
    }
}
