import ArgumentParser

/// Who sees something.
enum VisibilityArgument: String, ExpressibleByArgument, CaseIterable {
    case `public`, `private`
}
