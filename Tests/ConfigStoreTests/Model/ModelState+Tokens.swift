/// API tokens, of which nobody but their user's record knows more than the name.
extension ModelState {
    mutating func answerTokens(_ operation: ModelOperation) throws(Refusal) -> ModelAnswer {
        switch operation {
        case .createToken(let user, let name):
            let id = try userID(user)
            if users[id]?.tokens.contains(name) == true { throw Self.taken("userTokenAlreadyExists", "token_name") }
            users[id]?.tokens.insert(name)
            touchUser(id)
            return .answered(201, [ModelView(name, [])])
        case .deleteToken(let user, let name):
            let id = try userID(user)
            guard users[id]?.tokens.remove(name) != nil else {
                throw Refusal(status: 404, code: "userTokenDoesNotExist")
            }
            touchUser(id)
            return .answered(204, [])
        default: preconditionFailure("\(operation) is not about tokens")
        }
    }
}
