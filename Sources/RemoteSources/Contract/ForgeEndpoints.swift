/// Where the parts of a forge are. Many forges have one root for all of them; others have the API on a host of its own.
public struct ForgeEndpoints: Sendable, Hashable {
    /// The root of the API, without a trailing slash.
    public var apiURL: String
    /// The root of the pages for people, without a trailing slash; OAuth2 consent is below it.
    public var webURL: String

    /// Creates endpoints.
    ///
    /// - Parameters:
    ///   - apiURL: The root of the API.
    ///   - webURL: The root of the pages for people.
    public init(apiURL: String, webURL: String) {
        self.apiURL = apiURL
        self.webURL = webURL
    }
}

/// The part of a forge that a request goes to.
public enum ForgePart: String, Sendable, Hashable, Codable, CaseIterable {
    /// The API.
    case api
    /// The pages for people, where OAuth2's token endpoint usually is too.
    case web
}
