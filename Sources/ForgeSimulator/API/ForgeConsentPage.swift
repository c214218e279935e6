import HTTPTypes
import Hummingbird

/// The page where a person signs in and consents; it runs nothing and loads nothing.
enum ForgeConsentPage {
    static func response(_ consent: ForgeConsent, application: String, action: String, message: String? = nil)
        -> Response
    {
        let hidden = ForgeConsent.names.filter { consent.fields[$0] != nil }.map { name in
            let value = ForgeHTML.escaped(consent.field(name))
            return "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
        }
        let note = message.map { "<p role=\"alert\">\(ForgeHTML.escaped($0))</p>" } ?? ""
        let form = """
            \(note)<form method="post" action="\(action)">\(hidden.joined())\
            <p><label>Login name <input name="login" autocomplete="username" autofocus></label></p>\
            <p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>\
            <p><label>One-time password, if the account has one \
            <input name="otp" inputmode="numeric" autocomplete="one-time-code"></label></p>\
            <p><button name="granted" value="true">Let it in</button> \
            <button name="granted" value="false">Deny</button></p></form>
            """
        return page(
            200, title: "Let \(application) use your account?", content: form,
            policy: "default-src 'none'; form-action 'self' \(consent.origin)")
    }

    /// Why nobody is asked: to a client that isn't known, the browser must not be sent back.
    static func refusal(_ text: String) -> Response {
        page(
            400, title: "This can't be asked", content: "<p>\(ForgeHTML.escaped(text))</p>",
            policy: "default-src 'none'; form-action 'none'")
    }

    private static func page(_ status: Int, title: String, content: String, policy: String) -> Response {
        let title = ForgeHTML.escaped(title)
        let html = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(title)</title>\
            <meta name="viewport" content="width=device-width,initial-scale=1"></head>\
            <body><main><h1>\(title)</h1>\(content)</main></body></html>
            """
        let headers: HTTPFields = [
            .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "\(policy); frame-ancestors 'none'; base-uri 'none'",
        ]
        return Response(status, text: html, type: "text/html; charset=utf-8", headers: headers)
    }
}
