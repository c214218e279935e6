import HTTPTransport
import RemoteSources

extension ConformanceGroup {
    /// Refresh tokens, which some forges take once only.
    static let refresh = ConformanceGroup(
        "refresh", "refresh tokens: rotated and not, used twice, and a forge that is down"
    ) { subject in
        guard subject.has(.oauth2Refresh) else { return .notApplicable("oauth2Refresh is not declared") }
        var findings = Findings()
        subject.require(Situation.renewal, &findings)
        guard let refresh = subject.recordings.success(.refreshTokens) else { return findings.outcome }
        let forge = ScriptedForge(refresh.responses)
        let secrets = KitSecrets()
        _ = await subject.run(.refreshTokens, refresh.arguments, over: forge, with: secrets)
        let body = forge.requests.map { String(decoding: $0.body, as: UTF8.self) }.joined()
        findings.expect(
            body.contains(secrets.slots[.refreshToken] ?? "-"), "\(refresh.name): the refresh token is not sent")
        findings.expect(
            forge.requests.allSatisfy { $0.headers.first(named: "Authorization") == nil },
            "\(refresh.name): an access token is sent beside the refresh token")
        let answers = TokenAnswers(refresh)
        let cases: [(TransportResponse?, String?)] = [
            (answers.rotated, "kit-rotated-refresh-token"), (answers.withoutRefreshToken, nil),
        ]
        for (answer, token) in cases {
            guard let answer else { continue }
            let outcome = await subject.replay(refresh, answers: [answer])
            findings.expect(
                outcome.secrets[.accessToken] != nil && outcome.secrets[.refreshToken] == token,
                "\(refresh.name): \(token == nil ? "without a new" : "with a new") refresh token it is \(outcome.text)")
        }
        // Used up means signing in again; down means trying again. One taken for the other loses the account.
        await ConformanceGroup.checkRefusals(of: refresh, subject, &findings)
        return findings.outcome
    }
}
