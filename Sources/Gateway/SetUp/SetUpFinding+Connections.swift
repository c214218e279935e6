import ConfigStoreAPI
import Foundation

extension SetUpFinding {
    /// How long before a connection expires it is said.
    static let expiryWarningSeconds = 30 * 86_400.0

    /// What is to be said of a connection whose secret expires; nil while there is time.
    ///
    /// - Parameter project: A project that uses it.
    init?(expiryOf connection: Connection, of project: Project, now: Date) {
        guard let expiry = connection.expiresAt, expiry.timeIntervalSince(now) <= Self.expiryWarningSeconds else {
            return nil
        }
        let what = connection.type == .app ? "the app's key" : "the access token"
        let day = expiry.formatted(.iso8601.year().month().day())
        let organization = project.path.split(separator: "/").dropFirst().first ?? ""
        let option = connection.type == .app ? "--key-file FILE" : "--access-token"
        let action =
            "make a new one at the forge for \(connection.remoteUserName), and give it with: "
            + "sallyport org connection update \(organization) \(connection.name) \(option)"
        if expiry <= now {
            self.init(
                .connectionExpired, .error, "\(what) of the connection \(connection.name) has expired on \(day)",
                action: action)
        } else {
            self.init(
                .connectionExpires, .warning, "\(what) of the connection \(connection.name) expires on \(day)",
                action: action)
        }
    }
}
