import Foundation

extension RemoteSourceSession {
    /// The same session as the app's installation in an organization, or in a person's account. The session's
    /// credentials have the `app`.
    ///
    /// - Parameter owner: The organization's or the person's login name.
    /// - Returns: A session whose access token is the installation's; it is good for minutes, not for keeping.
    /// - Throws: `OperationError`; `notFound` when the app isn't installed there, `forbidden` when it is suspended.
    public func asInstallation(of owner: String) async throws(OperationError) -> RemoteSourceSession {
        try require(.appInstallations)
        guard let app = credentials.app else {
            throw .driver(.unauthorized("there is no app for this remote source"))
        }
        let asApp = RemoteSourceSession(
            driver: driver, host: host, connection: connection, credentials: CredentialSet(app: app),
            deadline: deadline)
        let key = InstallationTokens.Key(app, connection: connection, owner: owner)
        let token = try await host.installationTokens.token(key, now: host.now().timeIntervalSince1970) {
            () async throws(OperationError) in try await asApp.installationToken(of: owner)
        }
        var session = self
        session.credentials = CredentialSet(accessToken: token, secrets: credentials.secrets)
        session.installation = key
        return session
    }

    private func installationToken(of owner: String) async throws(OperationError) -> RemoteTokens {
        let installation = try await perform(.appInstallations) { driver throws(DriverError) in
            try await driver.installation(of: owner)
        }.output
        guard !installation.isSuspended else {
            throw .driver(.forbidden("the app's installation is suspended"))
        }
        return try tokens(
            try await perform(.appInstallations) { driver throws(DriverError) in
                try await driver.createInstallationToken(id: installation.id)
            })
    }
}
