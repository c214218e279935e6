/// The usual ways to read an answer.
extension Call {
    /// Reads one JSON value.
    ///
    /// - Parameters:
    ///   - request: What to ask.
    ///   - type: What the answer is.
    ///   - convert: Makes the result of it.
    /// - Returns: The call.
    public static func value<Answer: Decodable & Sendable>(
        _ request: ForgeRequest, as type: Answer.Type,
        _ convert: @escaping @Sendable (Answer) throws(DriverError) -> Output
    ) -> Call<Output> {
        Call(request) { response throws(DriverError) in
            .done(try convert(try ForgeAnswer.decode(type, from: response)))
        }
    }
}

extension Call where Output == Void {
    /// Needs a success, and nothing of what it says.
    ///
    /// - Parameters:
    ///   - request: What to ask.
    ///   - accepted: Further statuses that are as good.
    /// - Returns: The call.
    public static func done(_ request: ForgeRequest, accepting accepted: Set<Int> = []) -> Call<Void> {
        Call(request) { response throws(DriverError) in
            try ForgeAnswer.expectSuccess(response, accepting: accepted)
            return .done(())
        }
    }
}

extension ForgeAnswer {
    /// Takes a success with JSON or nothing in it; a web page that a login wall or a proxy gives is none.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - accepted: Further statuses that are as good.
    /// - Throws: The error that the answer stands for.
    public static func expectSuccess(
        _ response: ForgeResponse, accepting accepted: Set<Int> = []
    ) throws(DriverError) {
        try check(response, accepting: accepted)
        guard !response.body.isEmpty else { return }
        var answer = response
        answer.status = 200
        _ = try decode(AnyJSON.self, from: answer)
    }

    /// Any JSON: what it says doesn't matter.
    private struct AnyJSON: Decodable, Sendable {
        init(from decoder: any Decoder) {}
    }
}
