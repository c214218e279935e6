/// Commit ids: 40 hexadecimal digits, or 64 in repositories with SHA-256.
public enum CommitSHA {
    /// The id itself.
    ///
    /// - Parameter sha: What should be one.
    /// - Throws: `invalid` with the field `sha`.
    public static func checked(_ sha: String) throws(DriverError) -> String {
        let isHex = sha.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        guard isHex, sha.utf8.count == 40 || sha.utf8.count == 64 else {
            throw .invalid(field: "sha", message: "a full commit id of 40 or 64 hexadecimal digits is needed")
        }
        return sha
    }

    /// What zeros of any length stand for: there is none.
    ///
    /// - Parameter sha: The id, zeros, nothing, or nil.
    /// - Throws: `invalid` when it is none of these.
    public static func unlessZeros(_ sha: String?) throws(DriverError) -> String? {
        guard let sha, sha.utf8.contains(where: { $0 != UInt8(ascii: "0") }) else { return nil }
        return try checked(sha)
    }
}
