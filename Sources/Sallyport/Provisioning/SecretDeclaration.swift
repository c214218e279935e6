import StrictYAML
import Validation

/// A secret of a project group as a file declares it; what is secret is elsewhere.
struct SecretDeclaration: Declaration {
    /// Such as `deploy of org/acme/backend`.
    let name: String
    /// A secret has no other name than its own: with another one it is another secret.
    let renamedFrom: String? = nil
    let secretName: String
    let group: GroupPath
    /// By the data's keys.
    let data: [String: (reference: SecretReference, place: YAMLPlace)]
    let place: YAMLPlace

    /// Reads an entry of `secrets`; problems go to the document.
    init(_ entry: YAMLMap) {
        secretName = entry.string("name")
        if !secretName.isEmpty {
            entry.report(NameGrammar.violation(of: secretName, at: entry.path.appending("name")), at: "name")
        }
        group = entry.groupPath("projectGroup")
        name = secretName.isEmpty ? "" : "\(secretName) of \(group.text)"
        place = entry.place(of: "name")
        var data: [String: (reference: SecretReference, place: YAMLPlace)] = [:]
        if entry.has("data") {
            entry.problem(at: "data", .notSupported, "a secret is not written into this file: use dataFrom")
        }
        if let map = entry.map("dataFrom") {
            for key in map.keys {
                guard let reference = SecretReference.read(key, in: map) else { continue }
                data[key] = (reference, map.place(of: key))
            }
            if map.keys.isEmpty { entry.problem(at: "dataFrom", .required, "at least one key is needed") }
        }
        self.data = data
    }
}
