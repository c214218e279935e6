import Foundation

/// What a client asks a person for, as it is in the query and in the form.
struct ForgeConsent: Sendable {
    static let names = [
        "client_id", "redirect_uri", "response_type", "state", "scope", "code_challenge", "code_challenge_method",
    ]

    let fields: [String: String]

    init(_ fields: [String: String]) {
        self.fields = fields.filter { Self.names.contains($0.key) }
    }

    func field(_ name: String) -> String { fields[name] ?? "" }

    /// The redirect URI with more in its query, and the state.
    func redirect(_ items: [(name: String, value: String)]) -> String {
        let uri = field("redirect_uri")
        let all = items + (fields["state"].map { [("state", $0)] } ?? [])
        let query = all.map { "\($0.0)=\(ForgeForm.encoded($0.1))" }.joined(separator: "&")
        return uri + (uri.contains("?") ? "&" : "?") + query
    }

    /// What is wrong that the client may hear of.
    var problem: (error: String, description: String)? {
        if field("response_type") != "code" {
            return ("unsupported_response_type", "Only code response type is supported.")
        }
        switch (field("code_challenge_method"), field("code_challenge").isEmpty) {
        case ("S256", false), ("plain", false), ("", true): return nil
        default: return ("invalid_request", "unsupported code challenge method")
        }
    }

    /// The redirect URI's origin, for the page's policy.
    var origin: String {
        let uri = field("redirect_uri")
        guard let scheme = uri.range(of: "://") else { return "" }
        let host = uri[scheme.upperBound...].prefix { !"/?#; ,".contains($0) }
        return String(uri[..<scheme.upperBound]) + host
    }
}
