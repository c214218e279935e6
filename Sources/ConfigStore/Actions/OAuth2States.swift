import ConfigStoreAPI
import Foundation
import ServiceKit
import Validation

/// Takes OAuth2 states out of use, once for all gateways.
struct OAuth2States: Sendable {
    let environment: ActionEnvironment
    /// Nobody needs to remember a state for longer.
    private static let maxLifetimeSeconds = 3_600.0

    func consume(_ request: ConsumeOAuth2StateRequest) async throws {
        let now = environment.now()
        let isWellFormed =
            (16...64).contains(request.id.utf8.count)
            && request.id.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == 45 || byte == 95
            }
        guard isWellFormed, request.expiresAt <= now.addingTimeInterval(Self.maxLifetimeSeconds) else {
            throw ServiceError(.invalid, code: "invalidState", "the state's id or expiry is not valid")
        }
        let state = Stored(
            id: environment.identifiers.next(), revision: 0,
            value: OAuth2StateRecord(stateID: request.id, expiresAt: request.expiresAt))
        try await environment.database.do { transaction in
            let claim = OAuth2StateRecord.claim(request.id)
            if try transaction.record(holding: claim) != nil {
                throw ServiceError(.conflict, code: "stateAlreadyUsed", "this state was used already: start again")
            }
            try transaction.put(state)
            transaction.take(claim, for: state.key)
            transaction.take(Expiry.claim(request.expiresAt, state.key), for: state.key)
        }
    }
}
