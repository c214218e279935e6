import Foundation
import HTTPTransport
import RemoteSources

/// What a person does in a browser, without one: signs in at the forge and consents.
struct DemoBrowser {
    let transport: any HTTPTransport

    /// Goes through the forge's page, and returns the address that the forge sends the browser to.
    ///
    /// - Throws: `CommandFailure` when the forge does something else.
    func consent(at url: String, login: String, password: String) async throws -> ForgeAnswer {
        let page = try await transport.send(TransportRequest(method: "GET", url: url))
        guard page.status == 200, var address = URLComponents(string: url) else {
            throw CommandFailure("the forge's page answered \(page.status)")
        }
        var form = URLComponents()
        form.queryItems =
            (address.queryItems ?? []) + [
                URLQueryItem(name: "login", value: login), URLQueryItem(name: "password", value: password),
                URLQueryItem(name: "granted", value: "true"),
            ]
        address.query = nil
        address.path = "/login/oauth/grant"
        let answer = try await transport.send(
            TransportRequest(
                method: "POST", url: address.string ?? "",
                headers: [TransportHeader("Content-Type", "application/x-www-form-urlencoded")],
                body: Array((form.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B").utf8)))
        guard answer.status == 302, let location = answer.headers.first(named: "Location") else {
            throw CommandFailure("the forge did not send the browser back, it answered \(answer.status)")
        }
        return try ForgeAnswer(address: location)
    }
}
