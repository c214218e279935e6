import Foundation
import Hummingbird

/// A repository that the one who asks may use, and how far.
struct ForgeRepositoryScope {
    let repository: ForgeRepository
    let path: String
    let access: ForgeAccess
    let caller: ForgeCaller?

    /// The one who asks, for what needs a name.
    func user() throws(ForgeRefusal) -> ForgeUser {
        guard let caller else { throw .unauthorized }
        return caller.user
    }
}
