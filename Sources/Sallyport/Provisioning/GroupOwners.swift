import GatewayClient

/// Who owns groups once the organizations are as declared, and what they are called now.
struct GroupOwners {
    enum Owner {
        /// There now, under this path.
        case stored(String)
        /// To be created, with a root group of this visibility.
        case created(visibility: String)
    }

    /// By the path that is declared, such as `org/acme`; an owner who isn't here is what the gateway says.
    var byPath: [String: Owner] = [:]
    /// The paths of organizations that are to be deleted.
    var deleted: [String] = []
}
