package import Foundation
package import HTTPTypes
package import Hummingbird
package import NIOCore

extension Response {
    /// An answer of JSON that is encoded already.
    package init(status: HTTPResponse.Status = .ok, json: Data, headers: HTTPFields = [:]) {
        self.init(status: status, json: ByteBuffer(bytes: json), headers: headers)
    }

    /// An answer of JSON that is encoded already.
    package init(status: HTTPResponse.Status = .ok, json: ByteBuffer, headers: HTTPFields = [:]) {
        var headers = headers
        headers.append(HTTPField(name: .contentType, value: "application/json; charset=utf-8"))
        self.init(status: status, headers: headers, body: .init(byteBuffer: json))
    }

    /// An answer without a body.
    package static var noContent: Response { Response(status: .noContent) }
}
