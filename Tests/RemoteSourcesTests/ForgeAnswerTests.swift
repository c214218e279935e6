import RemoteSources
import Testing

@Suite("Reading a forge's answer")
struct ForgeAnswerTests {
    private struct Value: Decodable, Equatable {
        var id: Int
    }

    private func response(_ status: Int, _ body: String = "", _ headers: [String: String] = [:]) -> ForgeResponse {
        ForgeResponse(status: status, headers: headers, body: Array(body.utf8), receivedAt: 1000)
    }

    private func error(_ response: ForgeResponse) -> DriverError? {
        do {
            _ = try ForgeAnswer.decode(Value.self, from: response)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "turns every status into its error",
        arguments: [
            (401, "unauthorized"), (403, "forbidden"), (404, "notFound"), (410, "notFound"), (409, "conflict"),
            (400, "invalid"), (422, "invalid"), (429, "rateLimited"), (301, "moved"), (308, "moved"),
            (418, "unavailable"), (500, "unavailable"), (502, "unavailable"), (503, "unavailable"),
            (100, "unavailable"),
        ])
    func mapsStatuses(status: Int, code: String) {
        #expect(error(response(status, #"{"message":"why"}"#))?.code == code)
    }

    @Test("keeps the forge's own words, all of them: the host takes secrets out, and then cuts")
    func keepsMessages() {
        #expect(error(response(404, #"{"message":"no such user"}"#)) == .notFound("no such user"))
        let long = String(repeating: "x", count: 5000)
        #expect(error(response(404, "{\"message\":\"\(long)\"}")) == .notFound(long))
    }

    @Test("says when to come back")
    func readsRateLimits() {
        #expect(error(response(429, "", ["retry-after": "30"])) == .rateLimited(until: 1030))
        #expect(error(response(429)) == .rateLimited(until: nil))
        #expect(error(response(403, "", ["retry-after": "30"])) == .rateLimited(until: 1030))
    }

    @Test(
        "never takes a web page for an API's word",
        arguments: [200, 401, 403, 404, 409, 422], ["text/html; charset=utf-8", "", "application/json"])
    func refusesHTML(status: Int, type: String) {
        let found = error(response(status, "\n <!DOCTYPE html><p>Sign in</p>", ["content-type": type]))
        #expect(found?.code == "unavailable")
        #expect(found?.message.contains("instead of JSON") == true)
    }

    @Test(
        "refuses JSON that is cut off, of another type or none",
        arguments: ["", "{", #"{"id":"#, "[1]", #"{"id":"x"}"#])
    func refusesBrokenJSON(body: String) {
        #expect(error(response(200, body))?.code == "unavailable")
    }

    @Test("survives JSON that is nested too deep")
    func survivesDepth() {
        #expect(error(response(200, String(repeating: "[", count: 200_000)))?.code == "unavailable")
        #expect(error(response(404, String(repeating: "[", count: 200_000)))?.code == "notFound")
    }

    @Test("reads what is there and skips what isn't known")
    func reads() throws {
        #expect(try ForgeAnswer.decode(Value.self, from: response(200, #"{"id":1,"new":[{}]}"#)) == Value(id: 1))
        #expect(throws: Never.self) { try ForgeAnswer.check(response(404), accepting: [404]) }
    }
}

@Suite("Reading a token endpoint's answer")
struct OAuth2TokenAnswerTests {
    private func read(_ status: Int, _ body: String, type: String = "application/json") throws(DriverError)
        -> TokenGrant
    {
        try OAuth2TokenAnswer.read(
            ForgeResponse(status: status, headers: ["content-type": type], body: Array(body.utf8)))
    }

    private func code(_ status: Int, _ body: String, type: String = "application/json") -> String? {
        do {
            _ = try read(status, body, type: type)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "reads how long the token lasts",
        arguments: [
            (#","expires_in":3600"#, 3600), (#","expires_in":"3600""#, 3600), (#","expires_in":3600.5"#, 3600),
            ("", nil), (#","expires_in":null"#, nil), (#","expires_in":0"#, nil), (#","expires_in":-1"#, nil),
            (#","expires_in":1e300"#, 315_360_000), (#","expires_in":"soon""#, nil),
        ] as [(String, Int?)])
    func readsExpiry(member: String, seconds: Int?) throws {
        #expect(try read(200, #"{"access_token":"<secret>""# + member + "}").expiresInSeconds == seconds)
    }

    @Test("reads a form")
    func readsForms() throws {
        let type = "application/x-www-form-urlencoded"
        #expect(try read(200, "access_token=%3Csecret%3E&expires_in=60", type: type).expiresInSeconds == 60)
        #expect(code(200, "error=bad_verification_code&error_description=a+b", type: type) == "unauthorized")
    }

    @Test(
        "asks to sign in again only when the forge no longer takes what it was given",
        arguments: [
            ("invalid_grant", "unauthorized"), ("unauthorized_client", "unauthorized"),
            ("invalid_client", "unauthorized"), ("bad_refresh_token", "unauthorized"),
            ("access_denied", "unauthorized"),
            ("invalid_scope", "invalid"), ("invalid_request", "invalid"), ("unsupported_grant_type", "invalid"),
            ("server_error", "unavailable"), ("temporarily_unavailable", "unavailable"),
        ])
    func mapsErrors(error: String, expected: String) {
        for status in [200, 400, 401] {
            #expect(code(status, #"{"error":"\#(error)","error_description":"why"}"#) == expected)
        }
    }

    @Test(
        "refuses what is no token answer",
        arguments: [
            (200, "{}"), (200, #"{"access_token":""}"#), (200, "{"), (200, "<html>"), (200, ""), (500, ""),
            (502, "<p>"),
            (401, "<html>login"),
        ])
    func refusesOthers(status: Int, body: String) {
        #expect(code(status, body) == "unavailable")
    }

    @Test("takes a bare 401 and 403 for what they are")
    func mapsBareStatuses() {
        #expect(code(401, "{}") == "unauthorized")
        #expect(code(403, "{}") == "forbidden")
    }
}
