/// What an app proves itself with at a forge. The key never leaves the host; no description shows it.
public struct AppCredentials: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The app's id or client id at the forge.
    public var issuer: String
    /// The app's RSA key in PEM form, PKCS#1 or PKCS#8.
    public var privateKey: String

    /// Creates credentials.
    ///
    /// - Parameters:
    ///   - issuer: The app's id or client id.
    ///   - privateKey: Its RSA key in PEM form.
    public init(issuer: String, privateKey: String) {
        self.issuer = issuer
        self.privateKey = privateKey
    }

    /// Shows the issuer only.
    public var description: String { "<app \(issuer)>" }
    /// Shows the issuer only.
    public var debugDescription: String { description }
    /// Shows nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: ["issuer": issuer]) }
}
