import Foundation
import HTTPTransport
import RemoteSources
import Testing

@Suite("Secrets")
struct SecretsTests {
    private let request = ForgeRequest("POST", ["t"], credential: .none, extracts: OAuth2TokenAnswer.extracts)

    @Test("are taken out of a JSON answer before the driver reads it")
    func extractsFromJSON() async throws {
        let fixture = HostFixture([
            .json(#"{"access_token":"aaaa-1","refresh_token":"rrrr-2","expires_in":3600,"n":{"access_token":"inner"}}"#)
        ])
        let result = try await fixture.perform(request)
        #expect(result.secrets == [.accessToken: "aaaa-1", .refreshToken: "rrrr-2"])
        let body = String(decoding: result.output.body, as: UTF8.self)
        #expect(!body.contains("aaaa-1") && !body.contains("rrrr-2"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.body)) as? [String: Any])
        #expect(object["access_token"] as? String == "<secret>")
        #expect(object["expires_in"] as? Int == 3600)
    }

    @Test("are taken out of an answer that has a member twice")
    func extractsRepeatedMembers() async throws {
        let fixture = HostFixture([.json(#"{"access_token":"aaaa-1","access_token":"aaaa-2"}"#)])
        let result = try await fixture.perform(request)
        #expect(!String(decoding: result.output.body, as: UTF8.self).contains("aaaa"))
    }

    @Test("are taken out of a form answer before the driver reads it")
    func extractsFromForms() async throws {
        let fixture = HostFixture([
            .status(
                200, ["content-type": "application/x-www-form-urlencoded; charset=utf-8"],
                "access_token=aa%2Baa-1&scope=a+b&token_type=bearer")
        ])
        let result = try await fixture.perform(request)
        #expect(result.secrets == [.accessToken: "aa+aa-1"])
        #expect(!String(decoding: result.output.body, as: UTF8.self).contains("aa-1"))
        #expect(try OAuth2TokenAnswer.read(result.output) == TokenGrant(expiresInSeconds: nil))
    }

    @Test("are left alone in an answer that is no success")
    func leavesErrors() async throws {
        let fixture = HostFixture([.status(400, [:], #"{"error":"invalid_grant"}"#)])
        let result = try await fixture.perform(request)
        #expect(result.secrets.isEmpty)
        #expect(String(decoding: result.output.body, as: UTF8.self) == #"{"error":"invalid_grant"}"#)
    }

    @Test(
        "in an answer that can't be read reach no driver",
        arguments: [
            #"{"access_token":"aaaa-secret""#, #"["aaaa-secret"]"#, #"{"access_token":{"a":"aaaa-secret"}}"#,
            #"{"access_token":["aaaa-secret"]}"#, "<html>aaaa-secret</html>", "access_token=aaaa-secret", "",
            #"{"access_token":"aaaa-secret\r\nX-Evil: 1"}"#, #"{"access_token":"aaaa secret é"}"#,
        ])
    func refusesUnreadable(body: String) async {
        let fixture = HostFixture([.json(body)])
        let error = await fixture.error(of: request)
        #expect(error?.code == "unavailable")
        #expect(error.map { "\($0)" }?.contains("aaaa") == false)
    }

    @Test("that are missing, null or empty are none")
    func ignoresEmpty() async throws {
        let fixture = HostFixture([.json(#"{"access_token":null,"refresh_token":""}"#)])
        #expect(try await fixture.perform(request).secrets.isEmpty)
    }

    @Test(
        "never show in an error, even when the forge repeats them",
        arguments: ["hunter2-token", "pass word\"é", "the+code/=", "123456", "client-secret"])
    func redactsErrors(secret: String) async throws {
        let login = CredentialSet.Login(name: "me", password: "pass word\"é", oneTimePassword: "123456")
        let credentials = CredentialSet(
            accessToken: "hunter2-token", login: login,
            secrets: [.authorizationCode: "the+code/=", .clientSecret: "client-secret"])
        let unreserved = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        let basic = Data("me:pass word\"é".utf8).base64EncodedString()
        let escaped = secret.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
        for text in [secret, "before \(secret) after", escaped, basic] {
            let fixture = HostFixture([.json("{}")])
            let call = Call<Int>(request) { _ throws(DriverError) in throw .invalid(field: text, message: text) }
            do {
                _ = try await fixture.perform(call, credentials: credentials)
                Issue.record("the call failed")
            } catch {
                var shown = "\(error) \(error.message) \(error.driverError)"
                dump(error, to: &shown)
                #expect(!shown.contains(text == basic ? basic : secret))
                #expect(shown.contains("<secret>"))
            }
        }
    }

    @Test("never show in part, wherever a message that repeats them is cut", arguments: [200, 401, 422])
    func redactsBeforeShortening(status: Int) async throws {
        let secret = "hunter2/&token-0123456789"
        let spellings = [secret, secret.replacing("/", with: "\\/"), secret.replacing("&", with: "\\u0026")]
        for (padding, spelling) in stride(from: 130, to: 320, by: 5).flatMap({ count in spellings.map { (count, $0) } })
        {
            let text = String(repeating: "x", count: padding) + spelling + " is none"
            let answer = ScriptedTransport.Answer.status(
                status, ["content-type": "application/json"], #"{"error":"invalid","error_description":"\#(text)"}"#)
            // One that reads errors as the built-in ones do, and one that shortens them by itself.
            let calls = [
                Call<Void>(request) { response throws(DriverError) in
                    _ = try OAuth2TokenAnswer.read(response)
                    return .done(())
                },
                Call<Void>(request) { response throws(DriverError) in
                    throw .forbidden(String(String(decoding: response.body, as: UTF8.self).prefix(200)))
                },
            ]
            for call in calls {
                let fixture = HostFixture([answer])
                do throws(OperationError) {
                    _ = try await fixture.perform(call, credentials: CredentialSet(accessToken: secret))
                    Issue.record("the call failed")
                } catch {
                    #expect(!error.message.contains("hunter"), "after \(padding) characters: \(error)")
                }
            }
        }
    }

    @Test("of an answer never show in a later error")
    func redactsExtracted() async {
        let fixture = HostFixture([.json(#"{"access_token":"fresh-token-1"}"#), .json("{}")])
        let call = Call<Int>(request) { _ in
            .next(
                Call(ForgeRequest("GET", ["y"], credential: .none)) { _ throws(DriverError) in
                    throw .forbidden("fresh-token-1 may not")
                })
        }
        await #expect(throws: OperationError.driver(.forbidden("<secret> may not"))) { try await fixture.perform(call) }
    }

    @Test("are not in the message of a transport")
    func redactsTransportErrors() async {
        let fixture = HostFixture([.error(.tlsFailed, "handshake with hunter2-token failed")])
        let error = await fixture.error(of: request, credentials: CredentialSet(accessToken: "hunter2-token"))
        #expect(error?.description == "unreachable: handshake with <secret> failed")
    }

    @Test("make no error longer than a line")
    func shortensErrors() async {
        let fixture = HostFixture([.json("{}")])
        let call = Call<Int>(request) { _ throws(DriverError) in
            throw .unavailable("a\u{1B}[31m\nb" + String(repeating: "x", count: 10_000))
        }
        do {
            _ = try await fixture.perform(call)
            Issue.record("the call failed")
        } catch {
            #expect(error.message.count < 400)
            #expect(!error.message.contains("\n") && !error.message.contains("\u{1B}"))
        }
    }

    @Test("don't show when what holds them is printed or dumped")
    func hidesInDescriptions() throws {
        let login = CredentialSet.Login(name: "me", password: "s3cret-1", oneTimePassword: "s3cret-2")
        let key = try #require(PKCE(verifier: String(repeating: "s3cret-", count: 7)))
        let values: [Any] = [
            login, CredentialSet(accessToken: "s3cret-3", login: login, secrets: [.clientSecret: "s3cret-4"]),
            OperationResult(output: 1, secrets: [.accessToken: "s3cret-5"]),
            RemoteTokens(accessToken: "s3cret-6", refreshToken: "s3cret-7", expiresAt: 1),
            RemoteSignIn(user: RemoteUser(id: "1", loginName: "me"), accessToken: "s3cret-8"), key,
        ]
        for value in values {
            var shown = "\(value) \(String(reflecting: value)) \([value])"
            dump(value, to: &shown)
            #expect(!shown.contains("s3cret"), "\(type(of: value))")
        }
    }
}
