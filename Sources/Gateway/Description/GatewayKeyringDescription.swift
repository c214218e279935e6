import HTTPTypes
import ServiceKit

extension GatewayDescription {
    private static let status = Schema.named("Keyring")

    static let keyring = DescribedPart(
        schemas: ["Keyring": .keyring],
        routes: [
            RouteDescription(
                .get, "keyring/rotations", "getKeyring", "Which keys seal secrets, and how far the last rotation is",
                answers: .json(200, status, "The keys."), refusals: [403: "`forbidden`"]),
            RouteDescription(
                .post, "keyring/rotations", "rotateKeyring",
                "Lets a new or prepared key seal, and seals everything again in the background",
                answers: .json(201, status, "The keys.").linked(to: "getKeyring", "dropOldKeys"),
                refusals: [
                    403: "`forbidden`",
                    409: "`rotationInProgress`, `tooManyKeys`, `keyNotPrepared`, `keyNotDistributed`",
                    503: "`keyringNotWritten`",
                ]),
            RouteDescription(
                .delete, "keyring/oldkeys", "dropOldKeys", "Forgets the keys with which nothing is sealed",
                answers: .json(200, status, "The keys."),
                refusals: [
                    403: "`forbidden`", 409: "`rotationInProgress`, `keyInUse`",
                    503: "`keyringNotWritten`",
                ]),
        ])
}
