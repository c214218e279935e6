import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An answer with the media type that Gitea gives its JSON.
    init(_ status: Int, forge json: ForgeJSON, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = "application/json;charset=utf-8"
        self.init(
            status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    init(_ status: Int, text: String, type: String, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = type
        self.init(status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    init(_ refusal: ForgeRefusal, links: ForgeLinks) {
        let documentation = ForgeJSON.string(links.documentation)
        switch refusal.body {
        case .sentence(let message):
            self.init(refusal.status, forge: ["message": .string(message), "url": documentation])
        case .missing(let message, let errors):
            let list: ForgeJSON = errors.map { .strings($0) } ?? .null
            self.init(
                refusal.status,
                forge: ["documentation_url": documentation, "errors": list, "message": .string(message)])
        case .oauth2(let error, let description):
            self.init(
                refusal.status, forge: ["error": .string(error), "error_description": .string(description)])
        case .moved(let location):
            self.init(
                refusal.status, text: "<a href=\"\(ForgeHTML.escaped(location))\">Found</a>.\n\n",
                type: "text/html; charset=utf-8", headers: [.location: location])
        }
    }
}

enum ForgeHTML {
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
