import Foundation
package import HTTPTransport
import Testing

/// A forge's consent page as a browser reads it: its form's target and hidden fields.
package struct ConsentForm {
    package let action: String
    package var fields: [String: String] = [:]
    package let page: TransportResponse

    package init(_ page: TransportResponse) throws {
        self.page = page
        let html = String(decoding: page.body, as: UTF8.self)
        let form = try #require(html.firstMatch(of: /<form method="post" action="([^"]*)">/))
        action = String(form.1)
        for input in html.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/) {
            fields[String(input.1)] = String(input.2).replacing("&#39;", with: "'").replacing("&quot;", with: "\"")
                .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        }
    }

    /// The form as it is sent when a button is pressed.
    package func filled(login: String, password: String, oneTimePassword: String? = nil, granted: Bool = true) -> String
    {
        var all = fields
        all["login"] = login
        all["password"] = password
        all["otp"] = oneTimePassword
        all["granted"] = granted ? "true" : "false"
        return Self.encoded(all)
    }

    package static func encoded(_ fields: [String: String]) -> String {
        fields.sorted { $0.key < $1.key }.map { "\($0.key)=\(escaped($0.value))" }.joined(separator: "&")
    }

    package static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    /// What a browser needs to send a form.
    package static let contentType = TransportHeader("Content-Type", "application/x-www-form-urlencoded")

    /// Goes to a consent page, signs in and lets the client in.
    ///
    /// - Returns: Where the forge sends the browser back to; nil when it shows a page instead.
    package static func grant(
        _ url: String, login: String, password: String, oneTimePassword: String? = nil, granted: Bool = true,
        through transport: any HTTPTransport
    ) async throws -> String? {
        let form = try ConsentForm(try await transport.send(TransportRequest(method: "GET", url: url)))
        let origin = url.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
        let body = form.filled(login: login, password: password, oneTimePassword: oneTimePassword, granted: granted)
        let answer = try await transport.send(
            TransportRequest(method: "POST", url: origin + form.action, headers: [contentType], body: Array(body.utf8)))
        return answer.status == 302 ? answer.headers.first(named: "location") : nil
    }
}
