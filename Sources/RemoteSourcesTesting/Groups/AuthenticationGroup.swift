import Foundation
import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Every way to sign in that the driver declares.
    static let authentication = ConformanceGroup(
        "authentication", "every way to sign in: users, passwords, consent with state and proof key, token answers"
    ) { subject in
        guard subject.has(.userInfo) || subject.has(.oauth2) || subject.has(.passwordLogin) else {
            return .notApplicable("none of userInfo, oauth2 and passwordLogin is declared")
        }
        var findings = Findings()
        // Where a token comes first, nobody asks a password whose it is.
        let needsToken = subject.driver.manifest.makesTokenFirst
        subject.require(Situation.signIn.filter { $0.name != "user.password" || !needsToken }, &findings)
        await checkUsers(subject, &findings)
        if subject.has(.passwordLogin) { await checkPasswords(subject, &findings) }
        if subject.has(.oauth2) {
            checkConsent(subject, &findings)
            await checkCode(subject, &findings)
        }
        return findings.outcome
    }

    private static func checkUsers(_ subject: ConformanceSubject, _ findings: inout Findings) async {
        guard let user = subject.recordings.success(.currentUser) else { return }
        let answers: [(TransportResponse, String)] = [
            (.json(401, #"{"message":"no"}"#), "unauthorized"), (.json(200, "{}"), "unavailable"),
            (.json(200, #"{"id":null,"login":null}"#), "unavailable"),
        ]
        for (answer, code) in answers {
            // Who it is stands in the last answer; those before only lead to it.
            let outcome = await subject.replay(user, answers: user.responses.dropLast() + [answer])
            findings.expect(
                outcome.code == code, "a user answered with \(answer.status) is \(outcome.text), not \(code)")
        }
        let asksPasswords = subject.asks(for: .createToken) && !subject.driver.manifest.makesTokenFirst
        for slot in [CredentialSlot.bearer] + (asksPasswords ? [.basic] : []) {
            let (forge, secrets) = (ScriptedForge(user.responses), KitSecrets())
            let arguments = user.arguments.with(["credential": slot.rawValue])
            _ = await subject.run(.currentUser, arguments, over: forge, with: secrets)
            // How a token is sent is for the forge to say: after `Bearer` or `token`, or in a header of its own.
            let isSent = forge.requests.allSatisfy { request in
                request.headers.contains { header in
                    header.isSensitive
                        && (slot == .basic
                            ? header.value.hasPrefix("Basic ")
                            : header.value.split(separator: " ").last == Substring(secrets.accessToken))
                }
            }
            findings.expect(
                isSent && !forge.requests.isEmpty,
                "currentUser passes over the credential that it is asked with (\(slot.rawValue))")
        }
    }

    private static func checkPasswords(_ subject: ConformanceSubject, _ findings: inout Findings) async {
        guard let token = subject.recordings.success(.createToken) else { return }
        let forge = ScriptedForge(token.responses)
        let outcome = await subject.run(.createToken, token.arguments, over: forge)
        findings.expect(outcome.secrets[.accessToken] != nil, "\(token.name): the token is not taken out of the answer")
        for request in forge.requests {
            findings.expect(
                request.headers.first(named: "Authorization")?.hasPrefix("Basic ") == true,
                "\(token.name): a request goes without login name and password")
            if let header = subject.driver.manifest.oneTimePasswordHeader {
                findings.expect(
                    request.headers.first(named: header) == KitSecrets.login.oneTimePassword,
                    "\(token.name): the one-time password is not sent in \(header)")
            }
        }
        if !subject.driver.manifest.tokenScopes.isEmpty {
            let bodies = forge.requests.map { String(decoding: $0.body, as: UTF8.self) }
            for scope in subject.driver.manifest.tokenScopes {
                findings.expect(
                    bodies.contains { $0.contains(JSONText.quoted(scope)) },
                    "\(token.name): the scope \(scope) of the manifest is not asked for")
            }
        }
        await checkSignIn(token, subject, &findings)
    }

    /// The whole way of a password: who it is and a token of theirs, in the order that the manifest says.
    private static func checkSignIn(
        _ token: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        let makesTokenFirst = subject.driver.manifest.makesTokenFirst
        let users = subject.recordings.operations(.currentUser).filter { $0.result != nil }
        guard let user = users.first(where: { ($0.arguments.credential != .basic) == makesTokenFirst }) else { return }
        let answers = makesTokenFirst ? token.responses + user.responses : user.responses + token.responses
        // With a one-time password, which counts once, the token comes first anyway.
        let login = CredentialSet.Login(name: KitSecrets.login.name, password: KitSecrets.login.password)
        do throws(OperationError) {
            let signIn = try await subject.session(over: ScriptedForge(answers))
                .signIn(login, tokenName: "sallyport")
            findings.expect(
                signIn.user.id == user.result?["id"]?.string && !signIn.accessToken.isEmpty,
                "signing in with a password is \(signIn.user.id), not who \(user.name) says")
        } catch {
            findings.fail("signing in with a password is \(error)")
        }
    }

    /// The page where people consent: bound to the browser, with a proof key, and without a secret.
    private static func checkConsent(_ subject: ConformanceSubject, _ findings: inout Findings) {
        let session = subject.session(over: ScriptedForge([]))
        do throws(OperationError) {
            let url = try session.authorizeURL(
                clientID: "the client", state: "the-state", codeChallenge: "the-challenge",
                redirectURI: "https://gateway.test/oauth2/callback")
            let query = URLComponents(string: url)?.queryItems ?? []
            func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
            findings.expect(value("state") == "the-state", "the consent page is asked for without the state")
            findings.expect(value("client_id") == "the client", "the consent page is asked for without the client")
            findings.expect(
                value("redirect_uri") == "https://gateway.test/oauth2/callback",
                "the consent page is asked for without the redirect URI")
            let hasChallenge = value("code_challenge") == "the-challenge" && value("code_challenge_method") == "S256"
            findings.expect(
                hasChallenge == subject.has(.oauth2PKCE),
                "the proof key is \(hasChallenge ? "sent, and not declared" : "declared, and not sent")")
            findings.expect(
                !KitSecrets().all.contains { url.contains($0) }, "the consent page's address has a secret in it")
        } catch {
            findings.fail("there is no consent page: \(error)")
        }
    }

    private static func checkCode(_ subject: ConformanceSubject, _ findings: inout Findings) async {
        guard let exchange = subject.recordings.success(.exchangeCode) else { return }
        let forge = ScriptedForge(exchange.responses)
        let secrets = KitSecrets()
        let outcome = await subject.run(.exchangeCode, exchange.arguments, over: forge, with: secrets)
        findings.expect(outcome.secrets[.accessToken] != nil, "\(exchange.name): no access token is taken out")
        let body = forge.requests.map { String(decoding: $0.body, as: UTF8.self) }.joined()
        for slot in [SecretSlot.authorizationCode, .clientSecret] + (subject.has(.oauth2PKCE) ? [.codeVerifier] : []) {
            findings.expect(
                body.contains(secrets.slots[slot] ?? "-"), "\(exchange.name): \(slot.rawValue) is not sent in the body")
        }
        let answers = TokenAnswers(exchange)
        let cases: [(TransportResponse?, JSONTree?)] = [
            (answers.form, exchange.result?["expiresInSeconds"]), (answers.withoutExpiry, nil),
        ]
        for (answer, expected) in cases {
            guard let answer else { continue }
            let outcome = await subject.replay(exchange, answers: [answer])
            findings.expect(
                outcome.secrets[.accessToken] != nil && outcome.tree?["expiresInSeconds"] == expected,
                "\(exchange.name) answered with \(String(decoding: answer.body, as: UTF8.self)) is \(outcome.text)")
        }
        await checkRefusals(of: exchange, subject, &findings)
    }

    /// Forges refuse with 400 or 401, and some with 200.
    static func checkRefusals(
        of operation: RecordedOperation, _ subject: ConformanceSubject, _ findings: inout Findings
    ) async {
        for status in [200, 400, 401] {
            for (word, code) in [("invalid_grant", "unauthorized"), ("invalid_scope", "invalid")] {
                let answer = TransportResponse.json(status, #"{"error":"\#(word)","error_description":"why"}"#)
                let outcome = await subject.replay(operation, answers: [answer])
                findings.expect(
                    outcome.code == code, "\(operation.name): \(word) with \(status) is \(outcome.code), not \(code)")
            }
        }
        let answers: [(TransportResponse, String)] = [
            (.json(200, "{}"), "an empty answer"), (.json(200, #"{"access_token":""}"#), "an empty token"),
            (.json(200, #"{"access_token":7}"#), "a token that is a number"), (.json(200, "["), "a cut-off answer"),
            (.json(503, ""), "503"),
        ]
        for (answer, place) in answers {
            let outcome = await subject.replay(operation, answers: [answer])
            findings.expect(
                outcome.code == "unavailable", "\(operation.name): \(place) is \(outcome.text), not unavailable")
        }
    }
}
