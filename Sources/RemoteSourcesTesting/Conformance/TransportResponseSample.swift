import HTTPTransport

/// Answers that any forge may give.
enum TransportResponseSample: String {
    case missing, empty404, loginPage404, forbidden

    var response: TransportResponse {
        switch self {
        case .missing: .json(404, #"{"message":"Not Found"}"#)
        case .empty404: TransportResponse(status: 404)
        case .loginPage404: Self.page(404)
        case .forbidden: .json(403, #"{"message":"no"}"#)
        }
    }

    /// What a login wall or a wrong address answers.
    static func page(_ status: Int) -> TransportResponse {
        TransportResponse(
            status: status, headers: [TransportHeader("Content-Type", "text/html; charset=utf-8")],
            body: Array("<!DOCTYPE html><p>Sign in</p>".utf8))
    }
}
