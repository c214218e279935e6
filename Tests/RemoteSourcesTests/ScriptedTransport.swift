import HTTPTransport
import Synchronization

/// A transport that gives prepared answers in order and remembers what it was asked.
final class ScriptedTransport: HTTPTransport {
    typealias Answer = Result<TransportResponse, TransportError>

    private let state: Mutex<(answers: [Answer], requests: [TransportRequest])>

    init(_ answers: [Answer]) {
        state = Mutex((answers, []))
    }

    var requests: [TransportRequest] { state.withLock { $0.requests } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let answer = state.withLock { state -> Answer in
            state.requests.append(request)
            return state.answers.isEmpty
                ? .failure(TransportError(.connectionFailed, "the script is over")) : state.answers.removeFirst()
        }
        return try answer.get()
    }
}

extension Result where Success == TransportResponse, Failure == TransportError {
    static func status(_ status: Int, _ headers: [String: String] = [:], _ body: String = "") -> Self {
        .success(
            TransportResponse(
                status: status, headers: headers.map { TransportHeader($0.key, $0.value) }, body: Array(body.utf8)))
    }

    static func json(_ body: String) -> Self {
        status(200, ["Content-Type": "application/json"], body)
    }

    static func error(_ code: TransportError.Code, _ message: String = "broken") -> Self {
        .failure(TransportError(code, message))
    }
}
