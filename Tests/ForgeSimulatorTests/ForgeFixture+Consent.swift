import Foundation
import HTTPTransport
import ServiceTesting

extension ForgeFixture {
    static let formType = ConsentForm.contentType

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
