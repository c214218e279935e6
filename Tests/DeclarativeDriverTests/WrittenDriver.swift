import DeclarativeDriver
import Foundation
import HTTPTransport
import RemoteSources
import RemoteSourcesTesting
import StrictYAML

/// A driver whose manifest a test writes.
enum WrittenDriver {
    /// What every manifest needs.
    static let head = """
        version: 1
        id: written
        release: "1"
        contract: "1.0"
        credential: bearer
        signIn: {oauth2: {authorize: /a, token: /t}}

        """

    static let user = """
        user:
          request: GET /user
          answer: {id: id, loginName: login}

        """

    static func driver(_ sections: String) throws(YAMLProblems) -> DeclarativeDriver {
        try DeclarativeDriver(manifest: Array((head + sections).utf8), file: "written.yaml")
    }

    static func session(_ driver: DeclarativeDriver, _ transport: any HTTPTransport) -> RemoteSourceSession {
        RemoteSourceSession(
            driver: driver, host: DriverHost(transport: transport, pause: { _ in }),
            connection: RemoteSourceConnection(apiURL: ExampleDriver.root), credentials: ExampleDriver.credentials,
            deadline: .now + .seconds(20))
    }

    static func json(_ body: String, headers: [TransportHeader] = []) -> TransportResponse {
        TransportResponse(
            status: 200, headers: [TransportHeader("Content-Type", "application/json")] + headers,
            body: Array(body.utf8))
    }
}
