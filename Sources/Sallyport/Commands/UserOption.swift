import ArgumentParser
import GatewayClient

/// Which user is meant.
struct UserOption: ParsableArguments {
    @Option(name: .long, help: "Name or id; the token's own user when left out.") var user: String?

    func ref(_ client: GatewayClient) async throws -> String {
        if let user { return user }
        return try await client.currentUser().id
    }
}
