/// The secrets of a webhook, prepared once for all of its deliveries. No description shows them.
package struct WebhookSecrets: Sendable, CustomStringConvertible {
    let values: [String]
    let redactor: SecretRedactor

    /// - Parameter values: The current secret, and the previous one while it is being replaced.
    package init(_ values: [String]) {
        self.values = values
        var redactor = SecretRedactor(CredentialSet())
        for secret in values { redactor.add(secret) }
        self.redactor = redactor
    }

    package var description: String { "<secrets>" }
}
