import Gateway
import RemoteSources
import StrictYAML
import Validation

/// One of `gateway.sinks`.
struct SinkSettings {
    /// What kinds of sinks there are.
    enum Kind: String, CaseIterable {
        case cloudevents
    }

    var name: String
    var url: String
    var key: StandardWebhookKey
    /// Which events it gets.
    var kinds: Set<RemoteEvent.Kind>

    /// Reads one; nil after a problem.
    ///
    /// - Parameters:
    ///   - map: Where it is.
    ///   - secret: Resolves the secret at a key, and reports what is wrong with it.
    init?(_ map: YAMLMap, secret: (_ key: String) -> String?) {
        let (name, kind, url) = (map.string("name"), map.string("type"), map.string("url"))
        if !name.isEmpty, let problem = NameGrammar.violation(of: name, at: FieldPath("name")) {
            map.problem(at: "name", problem.code, problem.message)
        }
        if !kind.isEmpty, Kind(rawValue: kind) == nil {
            map.problem(at: "type", "invalidSetting", "there are sinks of the types cloudevents and runservice")
        }
        let kinds = Self.kinds(map, usual: CloudEventsSink.usualKinds)
        let key = Self.key(map, secret("secret"))
        guard !name.isEmpty, !url.isEmpty, let key else { return nil }
        do {
            self.url = try URLRule.normalized(url, at: FieldPath("url"))
        } catch {
            map.problem(at: "url", error.code, error.message)
            return nil
        }
        self.name = name
        self.key = key
        self.kinds = kinds
    }

    /// - Parameter usual: What it gets when the file doesn't say.
    static func kinds(_ map: YAMLMap, usual: Set<RemoteEvent.Kind>) -> Set<RemoteEvent.Kind> {
        guard let names = map.optionalStrings("events") else { return usual }
        let kinds = names.compactMap(RemoteEvent.Kind.init(rawValue:))
        if kinds.count != names.count || names.isEmpty {
            let known = RemoteEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            map.problem(at: "events", "invalidSetting", "a list of events is needed: \(known)")
        }
        return Set(kinds)
    }

    private static func key(_ map: YAMLMap, _ secret: String?) -> StandardWebhookKey? {
        guard let secret else { return nil }
        if let key = StandardWebhookKey(secret) { return key }
        map.problem(
            at: "secretFrom", "invalidSetting",
            "a secret is \(StandardWebhookKey.prefix) and the base64 of 24 to 64 random bytes")
        return nil
    }
}
