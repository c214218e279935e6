import ArgumentParser

/// What a user is in an organization.
enum RoleArgument: String, ExpressibleByArgument, CaseIterable {
    case owner, member
}
