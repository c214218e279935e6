public import Foundation

/// A secret as the configstore answers it: everything but its data.
public struct Secret: Codable, Sendable, Hashable {
    public var id: String
    public var name: String
    /// Always `internal`: the data is kept here.
    public var type: String
    public var parent: Parent
    /// The keys of the data, sorted.
    public var keys: [String]
    /// A keyed fingerprint of the data, to notice a change.
    public var dataFingerprint: String
    public var creationTime: Date
    public var updateTime: Date
    /// Grows with every change of this record.
    public var revision: Int

    enum CodingKeys: String, CodingKey {
        case id, name, type, parent, keys, revision
        case dataFingerprint = "data_fingerprint"
        case creationTime = "creation_time"
        case updateTime = "update_time"
    }

    public init(
        id: String, name: String, type: String, parent: Parent, keys: [String], dataFingerprint: String,
        creationTime: Date, updateTime: Date, revision: Int
    ) {
        self.id = id
        self.name = name
        self.type = type
        self.parent = parent
        self.keys = keys
        self.dataFingerprint = dataFingerprint
        self.creationTime = creationTime
        self.updateTime = updateTime
        self.revision = revision
    }
}

/// What creating a secret takes; missing fields are the ones that validation reports.
public struct CreateSecretRequest: Codable, Sendable, Hashable {
    public var name: String?
    /// `internal`.
    public var type: String?
    /// What is secret, by key.
    public var data: [String: String]?
    /// Belongs to secrets that are kept elsewhere, which there are none of: refused.
    public var secretProviderID: String?
    /// The same.
    public var path: String?

    enum CodingKeys: String, CodingKey {
        case name, type, data, path
        case secretProviderID = "secret_provider_id"
    }

    public init(
        name: String? = nil, type: String? = nil, data: [String: String]? = nil, secretProviderID: String? = nil,
        path: String? = nil
    ) {
        self.name = name
        self.type = type
        self.data = data
        self.secretProviderID = secretProviderID
        self.path = path
    }
}

/// What changing a secret takes: a field that is left out stays as it is; `data` replaces all of it.
public typealias UpdateSecretRequest = CreateSecretRequest

/// The data of a secret, for the gateway alone.
public struct SecretCredentials: Codable, Sendable, Hashable {
    public var data: [String: String]

    public init(data: [String: String]) {
        self.data = data
    }
}
