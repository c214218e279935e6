import ConfigStoreAPI
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import RemoteSources
import ServiceKit

/// The page that a person sees when a forge has sent them back.
enum CallbackPage {
    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;\
        background:#f4f5f7;color:#1c2530}main{background:#fff;border:1px solid #d8dde3;border-radius:8px;\
        padding:2rem 2.5rem;max-width:32rem}h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0}\
        @media(prefers-color-scheme:dark){body{background:#14181d;color:#e6eaee}main{background:#1d232a;\
        border-color:#333c46}}
        """

    /// Nothing is loaded, nothing runs, and only this style counts.
    private static let policy: String = {
        let hash = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
        return
            "default-src 'none'; style-src 'sha256-\(hash)'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    }()

    static func response(status: HTTPResponse.Status = .ok, title: String, text: String) -> Response {
        page(status, title: title, content: "<p>\(escaped(text))</p>")
    }

    /// Sends the browser to a program on its own machine. A redirect would count as the forge's form's own, which a forge
    /// may restrict; a page that moves on does not.
    static func response(movingOnTo address: String) -> Response {
        var response = page(
            .ok, title: "Back to where you started",
            content: "<p><a href=\"\(escaped(address))\">Go on</a> if nothing happens.</p>")
        response.headers[.refresh] = "0; url=\(address)"
        return response
    }

    private static func page(_ status: HTTPResponse.Status, title: String, content: String) -> Response {
        let html = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>\(escaped(title))</title>\
            <meta name="viewport" content="width=device-width,initial-scale=1"><style>\(style)</style></head>\
            <body><main><h1>\(escaped(title))</h1>\(content)</main></body></html>
            """
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .contentSecurityPolicy: policy,
            .xContentTypeOptions: "nosniff",
        ]
        // The address of this page has the code and the state.
        headers[.referrerPolicy] = "no-referrer"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    static func response(to outcome: SignInOutcome) -> Response {
        switch outcome {
        case .registered(let details):
            response(
                title: "Registered", text: "Welcome, \(details.user.name). You can log in now, and close this page.")
        case .loggedIn(let details, _):
            response(title: "Logged in", text: "You are logged in as \(details.user.name). You can close this page.")
        case .linked(let account):
            response(
                title: "Account linked", text: "\(account.remoteUserName) is yours here too. You can close this page.")
        case .authorized(let user, let source):
            response(title: "Confirmed", text: "You are \(user.loginName) at \(source.name). You can close this page.")
        case .redirect:
            response(status: .internalServerError, title: "Not finished", text: "Start again.")
        }
    }

    static func response(to error: ServiceError) -> Response {
        response(status: .init(code: error.kind.rawValue), title: "This did not work", text: error.message)
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
            .replacingOccurrences(of: "'", with: "&#39;")
    }
}

extension HTTPField.Name {
    // Valid field names; the fallbacks can't be reached.
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .eTag
    fileprivate static let refresh = HTTPField.Name("Refresh") ?? .eTag
}
