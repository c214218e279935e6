import Foundation
import RemoteSources

// What operations give, as recordings write it: the members have the names of the values' properties.

extension RemoteUser {
    var tree: JSONTree {
        .members([
            "id": .string(id), "loginName": .string(loginName), "email": .text(email), "avatarURL": .text(avatarURL),
        ])
    }
}

extension TokenGrant {
    var tree: JSONTree { .members(["expiresInSeconds": .integer(expiresInSeconds)]) }
}

extension AppInstallation {
    var tree: JSONTree { .members(["id": .string(id), "isSuspended": .bool(isSuspended)]) }
}

extension RemoteRepository {
    var tree: JSONTree {
        .members([
            "id": .string(id), "path": .string(path), "defaultBranch": .text(defaultBranch),
            "isPrivate": .bool(isPrivate), "isArchived": .bool(isArchived), "webURL": .string(webURL),
            "sshCloneURL": .string(sshCloneURL), "httpCloneURL": .string(httpCloneURL),
            "permissions": .members([
                "admin": .bool(permissions.admin), "push": .bool(permissions.push), "pull": .bool(permissions.pull),
            ]),
        ])
    }
}

extension RemoteRef {
    var tree: JSONTree { .members(["name": .string(name), "commitSHA": .string(commitSHA)]) }
}

extension RemoteCommit {
    var tree: JSONTree {
        .members(["sha": .string(sha), "message": .string(message), "webURL": .text(webURL)])
    }
}

extension DeployKey {
    var tree: JSONTree {
        .members([
            "id": .string(id), "title": .string(title), "publicKey": .string(publicKey),
            "isReadOnly": .bool(isReadOnly),
        ])
    }
}

extension Webhook {
    var tree: JSONTree {
        .members([
            "id": .string(id), "url": .string(url), "isActive": .bool(isActive),
            "events": .array(events.map(JSONTree.string)),
        ])
    }
}

extension ListedDelivery {
    var tree: JSONTree {
        .members([
            "id": .string(id), "deliveryID": .string(deliveryID), "time": .integer(time.map { Int($0) }),
            "status": .integer(status), "request": request?.tree,
        ])
    }
}

extension WebhookDelivery {
    var tree: JSONTree {
        let fields = headers.sorted { $0.key < $1.key }.map { JSONTree.Member(name: $0.key, value: .string($0.value)) }
        return .members([
            "headers": .object(fields),
            "body": JSONTree(parsing: body) ?? .string(String(decoding: body, as: UTF8.self)),
        ])
    }
}

extension RemoteEvent {
    var tree: JSONTree? {
        (try? JSONEncoder().encode(self)).flatMap { JSONTree(parsing: $0) }
    }
}

/// A file's bytes: `text` where they are one, `base64` always.
enum FileContent {
    static func tree(_ bytes: [UInt8]) -> JSONTree {
        .members([
            "text": .text(String(validating: bytes, as: UTF8.self)),
            "base64": .string(Data(bytes).base64EncodedString()),
        ])
    }

    static func bytes(_ tree: JSONTree) -> [UInt8]? {
        if let text = tree["text"]?.string { return Array(text.utf8) }
        return tree["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    }
}
