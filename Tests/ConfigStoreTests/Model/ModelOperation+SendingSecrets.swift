import ConfigStoreAPI
import ConfigStoreClient

/// Secrets, variables and tokens.
extension ModelOperation {
    func answerSecrets(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createSecret(let holder, let name, let data):
            let request = CreateSecretRequest(name: name, type: "internal", data: data)
            return (201, [ModelView(try await client.createSecret(in: holder.reference, request))])
        case .updateSecret(let name, let holder, let newName, let data):
            let request = UpdateSecretRequest(name: newName, data: data)
            return (200, [ModelView(try await client.updateSecret(name, in: holder.reference, request))])
        case .deleteSecret(let name, let holder, let cascade):
            try await client.deleteSecret(name, in: holder.reference, cascade: cascade)
            return (204, [])
        case .secret(let name, let holder):
            return (200, [ModelView(try await client.secret(name, in: holder.reference))])
        case .secretData(let name, let holder):
            return (200, [ModelView(secretData: try await client.secretCredentials(name, in: holder.reference).data)])
        case .secrets(let holder):
            return (200, try await client.secrets(in: holder.reference, limit: 100).items.map(ModelView.init))
        default: preconditionFailure("\(self) is not about secrets")
        }
    }

    func answerVariables(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createVariable(let holder, let name, let values):
            let request = CreateVariableRequest(name: name, values: values.map(\.request))
            return (201, [ModelView(try await client.createVariable(in: holder.reference, request))])
        case .updateVariable(let name, let holder, let newName, let values):
            let request = UpdateVariableRequest(name: newName, values: values?.map(\.request))
            return (200, [ModelView(try await client.updateVariable(name, in: holder.reference, request))])
        case .deleteVariable(let name, let holder):
            try await client.deleteVariable(name, in: holder.reference)
            return (204, [])
        case .variable(let name, let holder):
            return (200, [ModelView(try await client.variable(name, in: holder.reference))])
        case .variables(let holder):
            let found = try await client.variables(in: holder.reference, tree: true, limit: 100)
            return (200, found.items.map(ModelView.init))
        default: preconditionFailure("\(self) is not about variables")
        }
    }

    func answerTokens(_ client: ConfigStoreClient) async throws(ConfigStoreClientError) -> Answer {
        switch self {
        case .createToken(let user, let name):
            return (201, [ModelView(try await client.createUserToken(for: user, name: name).name, [])])
        case .deleteToken(let user, let name):
            try await client.deleteUserToken(user: user, name: name)
            return (204, [])
        default: preconditionFailure("\(self) is not about tokens")
        }
    }
}

extension ModelValue {
    fileprivate var request: VariableValueRequest { VariableValueRequest(secretName: secretName, secretVar: key) }
}

extension ModelHolder {
    fileprivate var reference: ParentReference {
        switch self {
        case .projectGroup(let ref): .projectGroup(ref)
        case .project(let ref): .project(ref)
        }
    }
}
