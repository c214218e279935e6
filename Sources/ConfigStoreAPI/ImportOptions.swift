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

    public init(origin: Origin = .sallyport, isVerification: Bool = false, leavesOutBroken: Bool = false) {
        self.origin = origin
        self.isVerification = isVerification
        self.leavesOutBroken = leavesOutBroken
    }

    package var query: [(String, String)] {
        var query: [(String, String)] = []
        if isVerification { query.append(("verify_only", "true")) }
        if origin != .sallyport { query.append(("from", origin.rawValue)) }
        if leavesOutBroken { query.append(("leave_out_broken", "true")) }
        return query
    }
}
