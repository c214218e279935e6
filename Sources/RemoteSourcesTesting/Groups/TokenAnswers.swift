import HTTPTransport
import RemoteSources

/// A recorded answer of a token endpoint in the other forms that it may have.
struct TokenAnswers {
    private let answer: TransportResponse?
    private let tree: JSONTree?

    init(_ operation: RecordedOperation) {
        answer = operation.responses.last
        tree = answer?.tree
    }

    /// The same as a form.
    var form: TransportResponse? {
        guard let answer, let members = tree?.members else { return nil }
        let items = members.map { ($0.name, $0.value.string ?? $0.value.text) }
        return answer.with(body: Array(PercentEncoding.query(items).utf8))
            .with("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
    }

    /// The same without saying when the token expires.
    var withoutExpiry: TransportResponse? { answer?.mapping { $0.removing("expires_in") } }

    /// The same without a refresh token.
    var withoutRefreshToken: TransportResponse? { answer?.mapping { $0.removing("refresh_token") } }

    /// The same with another refresh token.
    var rotated: TransportResponse? {
        answer?.mapping { $0.setting("refresh_token", to: .string("kit-rotated-refresh-token")) }
    }
}
