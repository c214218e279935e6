/// Names in the addresses of forges' pages.
public enum PageEscaping {
    /// Escapes a name; slashes stay, since pages take a branch as several parts of the path.
    ///
    /// - Parameter name: The name of a branch, a tag or a commit.
    public static func path(_ name: String) -> String {
        name.split(separator: "/", omittingEmptySubsequences: false).map { PercentEncoding.encode(String($0)) }
            .joined(separator: "/")
    }
}
