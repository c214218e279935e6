import RemoteSources

/// Turns an operation's requests into calls, one after the other.
struct OperationRun: Sendable {
    let operation: Operation
    let errors: ErrorMap
    let credential: CredentialSlot
    /// What the last request has besides its template.
    var pageQuery: [ForgeRequest.QueryItem] = []
    var extracts: [SecretExtraction] = []

    /// A call whose last answer has something to read.
    func call<Output: Sendable>(
        _ values: TemplateValues, _ read: @escaping @Sendable (Answer) throws(DriverError) -> CallStep<Output>
    ) throws(DriverError) -> Call<Output> {
        try step(0, values) { response, values throws(DriverError) in
            try check(response)
            let answer = try Answer(response, isText: operation.last.isText, taken: values)
            guard let find = operation.last.find else { return try read(answer) }
            guard let found = try answer.found(find, values) else { throw .notFound("the forge does not list it") }
            return try read(found)
        }
    }

    /// A call that needs a success and nothing of what it says.
    func call(_ values: TemplateValues, accepting accepted: Set<Int> = []) throws(DriverError) -> Call<Void> {
        try step(0, values) { response, _ throws(DriverError) in
            do throws(DriverError) {
                try ForgeAnswer.expectSuccess(response, accepting: accepted)
            } catch {
                throw errors.refined(error, response)
            }
            return .done(())
        }
    }

    /// A call whose last answer is bytes.
    func bytes(_ values: TemplateValues) throws(DriverError) -> Call<[UInt8]> {
        try step(0, values) { response, _ throws(DriverError) in
            try check(response)
            return .done(response.body)
        }
    }

    private func check(_ response: ForgeResponse) throws(DriverError) {
        do throws(DriverError) {
            try ForgeAnswer.check(response)
        } catch {
            throw errors.refined(error, response)
        }
    }

    private typealias Read<Output: Sendable> =
        @Sendable (ForgeResponse, TemplateValues) throws(DriverError) -> CallStep<Output>

    private func step<Output: Sendable>(
        _ index: Int, _ values: TemplateValues, _ read: @escaping Read<Output>
    ) throws(DriverError) -> Call<Output> {
        for (index, first) in operation.first.enumerated().dropFirst(index) {
            // What an earlier request didn't find, this one has nothing to do about.
            guard let request = first.asked.request.request(values, credential: credential) else { continue }
            return Call(request) { response throws(DriverError) in
                let taken = try taken(first, response, values)
                return .next(try step(index + 1, values.merging(taken) { $1 }, read))
            }
        }
        guard var request = operation.last.request.request(values, credential: credential) else {
            throw .notFound("an earlier answer does not say what to ask for")
        }
        request.query += pageQuery
        request.extracts = extracts
        return Call(request) { response throws(DriverError) in try read(response, values) }
    }

    /// What a first request's answer says.
    private func taken(
        _ first: FirstRequest, _ response: ForgeResponse, _ values: TemplateValues
    ) throws(DriverError) -> TemplateValues {
        if first.isOptional, response.status == 404 || response.status == 204 { return [:] }
        if first.take.isEmpty {
            try expectSuccess(response)
            return [:]
        }
        try check(response)
        var answer = try Answer(response, isText: first.asked.isText, taken: values)
        if let find = first.asked.find {
            guard let found = try answer.found(find, values) else {
                if first.isOptional { return [:] }
                throw .notFound("the forge does not list it")
            }
            answer = found
        }
        return try taken(first, answer)
    }

    private func taken(_ first: FirstRequest, _ answer: Answer) throws(DriverError) -> TemplateValues {
        var taken: TemplateValues = [:]
        do throws(AnswerMismatch) {
            for (name, path) in first.take {
                let text = try ValueSource.path(path, removingSuffix: nil).text(in: answer.scope)
                if let text, !text.isEmpty {
                    taken[name] = .text(text)
                } else if !first.isOptional {
                    throw AnswerMismatch("a text", at: path.text)
                }
            }
        } catch {
            throw error.inAnswer
        }
        return taken
    }

    private func expectSuccess(_ response: ForgeResponse) throws(DriverError) {
        do throws(DriverError) {
            try ForgeAnswer.expectSuccess(response)
        } catch {
            throw errors.refined(error, response)
        }
    }
}
