/// How an import is done.
public struct ImportOptions: Sendable, Hashable {
    /// Who wrote what is imported.
    public enum Origin: String, Sendable, Hashable, CaseIterable {
        case sallyport
        /// Agola's configstore.
        case agola
    }

    public var origin: Origin
    /// Whether the export is only looked at, which needs no maintenance.
    public var isVerification: Bool
    /// Whether what refers to something that is not there is left out, and not a reason to refuse the whole; for exports of
    /// others.
    public var leavesOutBroken: Bool
    /// How large it is, where that is known: it is refused at once when there is no room for it.
    public var bytes: Int?

    public init(
        origin: Origin = .sallyport, isVerification: Bool = false, leavesOutBroken: Bool = false, bytes: Int? = nil
    ) {
        self.origin = origin
        self.isVerification = isVerification
        self.leavesOutBroken = leavesOutBroken
        self.bytes = bytes
    }

    var query: [(String, String)] {
        var query: [(String, String)] = []
        if isVerification { query.append(("verify_only", "true")) }
        if origin != .sallyport { query.append(("from", origin.rawValue)) }
        if leavesOutBroken { query.append(("leave_out_broken", "true")) }
        if let bytes { query.append(("bytes", String(bytes))) }
        return query
    }
}
