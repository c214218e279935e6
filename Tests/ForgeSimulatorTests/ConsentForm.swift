import Foundation
import HTTPTransport
import Testing

/// The consent page as a browser reads it: its form's target and hidden fields.
struct ConsentForm {
    let action: String
    var fields: [String: String] = [:]
    let page: TransportResponse

    init(_ page: TransportResponse) throws {
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
    func filled(login: String, password: String, oneTimePassword: String? = nil, granted: Bool = true) -> String {
        var all = fields
        all["login"] = login
        all["password"] = password
        all["otp"] = oneTimePassword
        all["granted"] = granted ? "true" : "false"
        return Self.encoded(all)
    }

    static func encoded(_ fields: [String: String]) -> String {
        fields.sorted { $0.key < $1.key }.map { "\($0.key)=\(escaped($0.value))" }.joined(separator: "&")
    }

    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}

extension ForgeFixture {
    static let formType = TransportHeader("Content-Type", "application/x-www-form-urlencoded")

    /// Goes to the consent page, signs in and presses a button.
    func consent(
        to path: String, login: String = "alice", password: String = "password", oneTimePassword: String? = nil,
        granted: Bool = true
    ) async throws -> TransportResponse {
        let form = try ConsentForm(try await send("GET", path))
        return try await send(
            "POST", form.action, headers: [Self.formType],
            body: form.filled(login: login, password: password, oneTimePassword: oneTimePassword, granted: granted))
    }

    /// What a redirect carries.
    static func query(of response: TransportResponse) -> [String: String] {
        let items = URLComponents(string: response.headers.first(named: "location") ?? "")?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
    }
}
