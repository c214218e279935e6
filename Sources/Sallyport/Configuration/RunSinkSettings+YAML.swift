import Gateway
import RemoteSources
import StrictYAML
import Validation

extension RunSinkSettings {
    /// The type of such a sink in `gateway.sinks`.
    static let type = "runservice"

    /// Reads one of `gateway.sinks`; nil after a problem. The run service itself is `gateway.runService`.
    init?(_ map: YAMLMap) {
        let name = map.string("name")
        map.report(name.isEmpty ? nil : NameGrammar.violation(of: name, at: map.path.appending("name")), at: "name")
        let kinds = SinkSettings.kinds(map, usual: Set(RemoteEvent.Kind.allCases))
        guard !name.isEmpty else { return nil }
        self.init(name: name, kinds: kinds)
    }
}
