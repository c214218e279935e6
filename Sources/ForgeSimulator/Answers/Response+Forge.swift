import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// An answer with JSON.
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
}

enum ForgeHTML {
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
