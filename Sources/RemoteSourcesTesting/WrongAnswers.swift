import RemoteSources

/// Answers that are none, and what every driver has to make of them.
public enum WrongAnswers {
    private static let statuses = [
        (301, "moved"), (302, "moved"), (307, "moved"), (308, "moved"), (400, "invalid"), (401, "unauthorized"),
        (403, "forbidden"), (404, "notFound"), (409, "conflict"), (422, "invalid"), (429, "rateLimited"),
        (500, "unavailable"), (502, "unavailable"), (503, "unavailable"),
    ]
    private static let cutOff = #"{"message":""#
    private static let errorBodies = [
        #"{"message":"why","url":"http://localhost/api/swagger"}"#, #"{"message":{"key":["is wrong"]}}"#,
        #"{"error":"why"}"#, #"{"error":"insufficient_scope","error_description":"why","scope":"api"}"#, "{}", cutOff,
        "",
    ]

    /// What an operation makes of them that it should not.
    ///
    /// - Parameter operation: The operation.
    /// - Returns: One line for each answer that is read wrongly.
    /// - Throws: What the driver throws before it asks.
    public static func problems(of operation: DriverOperation) async throws -> [String] {
        var problems: [String] = []
        func expect(
            _ codes: Set<String>, _ status: Int, _ body: String, type: String = "application/json"
        ) async throws {
            let response = ForgeResponse(
                status: status, headers: ["content-type": type], body: Array(body.utf8), receivedAt: 1000)
            let outcome = try await operation.outcome(of: response)
            if !codes.contains(outcome) {
                problems.append("\(operation): \(status) \(body.prefix(60)) is \(outcome), not \(codes.sorted())")
            }
        }
        for (status, code) in statuses {
            for body in errorBodies {
                // Only a whole answer says that a thing is gone.
                let isDone = status == 404 && operation.takesMissing
                try await expect([isDone ? (body == cutOff ? "unavailable" : "done") : code], status, body)
            }
        }
        for status in [200, 201, 401, 403, 404, 422] {
            try await expect(["unavailable"], status, "<!DOCTYPE html><p>Sign in</p>", type: "text/html; charset=utf-8")
        }
        for body in ["{", #"{"id":"#, #"[{"id":"#, "nothing", String(repeating: "[", count: 100_000)] {
            try await expect(["unavailable"], 200, body)
        }
        let unread: Set<String> = operation.takesEmptyAnswer ? ["done"] : ["unavailable"]
        for body in [#"{"id":"one"}"#, #"[{"id":{}}]"#, "[null]", "null", "1"] {
            // What an answer doesn't have may also not be there.
            try await expect(operation.takesEmptyAnswer ? unread : ["unavailable", "notFound"], 200, body)
        }
        try await expect(unread, 200, "")
        return problems
    }
}
