import CCurl

/// A URL as libcurl reads it, so that what is checked is what is connected.
struct CurlURL {
    let text: String
    let scheme: String
    let host: String
    let port: String

    /// Scheme, host and port: who gets to see credentials.
    var origin: String { "\(scheme)://\(host):\(port)" }

    /// Reads an absolute http or https URL without user name and password.
    init?(_ text: String) {
        self.init(text, relativeTo: nil)
    }

    /// Reads where a redirect points.
    init?(_ location: String, relativeTo base: CurlURL?) {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        if let base, curl_url_set(handle, CURLUPART_URL, base.text, 0) != CURLUE_OK { return nil }
        guard curl_url_set(handle, CURLUPART_URL, location, 0) == CURLUE_OK,
            let scheme = Self.part(handle, CURLUPART_SCHEME), scheme == "http" || scheme == "https",
            let host = Self.part(handle, CURLUPART_HOST), !host.isEmpty,
            let port = Self.part(handle, CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)),
            Self.part(handle, CURLUPART_USER) == nil, Self.part(handle, CURLUPART_PASSWORD) == nil,
            let text = Self.part(handle, CURLUPART_URL)
        else { return nil }
        self.text = text
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
    }

    private static func part(_ handle: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &value, flags) == CURLUE_OK, let value else { return nil }
        defer { curl_free(value) }
        return String(cString: value)
    }
}
