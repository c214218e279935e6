import Foundation
import SQLiteAccess

/// Gives everything that was read of an export of Agola's its place: claims, references, and what follows from others. Used on
/// one thread.
struct AgolaSettling {
    let scratch: AgolaScratch
    let environment: ActionEnvironment
    /// Whether what refers to something that is not there is left out, and not a reason to refuse the whole.
    let leavesOutBroken: Bool
    var report: AgolaReport

    /// What becomes of an object.
    enum Outcome {
        case taken
        /// What it needs is not there.
        case broken(String)
        /// It breaks a rule, whatever else is there.
        case refused(String)
        case leftOut(code: String, String)
        /// It is asked about again.
        case waiting
    }

    /// - Throws: `ExportProblem` with all that is wrong.
    mutating func run() throws {
        try each(.remoteSource) { try $0.remoteSource($1) }
        try each(.user) { try $0.user($1) }
        try each(.organization) { try $0.organization($1) }
        try each(.token) { try $0.token($1) }
        try each(.account) { try $0.account($1) }
        try each(.member) { try $0.member($1) }
        try each(.invitation) { try $0.invitation($1) }
        try settleGroups()
        try each(.project) { try $0.project(&$1) }
        try each(.secret) { try $0.secret($1) }
        try each(.variable) { try $0.variable($1) }
        try look()
        try report.throwIfAny()
        try scratch.put(KeyringProof.key, body: try KeyringProof.sealed(with: environment.keyring))
    }

    /// Goes through what is waiting of a kind, by id.
    ///
    /// - Returns: How many were taken.
    @discardableResult
    mutating func each(
        _ kind: AgolaKind, _ body: (inout AgolaSettling, inout AgolaDraft) throws -> Outcome
    ) throws -> Int {
        var (last, count) = ("", 0)
        while true {
            let page = try scratch.drafts(kind, after: last)
            guard let end = page.last else { return count }
            last = end.id
            for var draft in page where draft.state == .waiting {
                let outcome = try body(&self, &draft)
                if case .taken = outcome { count += 1 }
                try settle(draft, outcome)
            }
        }
    }

    private mutating func settle(_ draft: AgolaDraft, _ outcome: Outcome) throws {
        let place = "\(draft.place) (\(draft.kind.rawValue) \(draft.id))"
        switch outcome {
        case .waiting: return
        case .taken:
            report.count(taken: draft.kind)
            return try scratch.settle(draft, as: .taken)
        case .broken(let text) where leavesOutBroken:
            report.add("brokenLeftOut", "what it refers to is not there, or not its to use", at: "\(place): \(text)")
        case .broken(let text), .refused(let text): report.add(problem: "\(place): \(text)")
        case .leftOut(let code, let text): report.add(code, text, at: place)
        }
        try scratch.settle(draft, as: .leftOut)
    }

    /// Takes a claim for an object that is taken.
    ///
    /// - Returns: Who has it; nil when it was free.
    func take(_ claim: Claim, for key: RecordKey) throws -> RecordKey? {
        if let holder = try scratch.holder(of: claim) { return holder }
        try scratch.take(claim, for: key)
        return nil
    }

    /// Whether an object was taken.
    func isTaken(_ key: RecordKey) throws -> Bool { try scratch.draft(key)?.state == .taken }

    /// What of these is not there; nil when all are.
    func missing(_ keys: RecordKey...) throws -> Outcome? {
        for key in keys where try !isTaken(key) {
            // Ids are shown only as far as they may be ids.
            return .broken("there is no \(key.kind) \(key.id.prefix(36))")
        }
        return nil
    }

    /// What holds an object in the tree, or what becomes of the object without it.
    func holder(of draft: AgolaDraft) throws -> (AgolaDraft?, Outcome) {
        let key = draft.parent
        switch try scratch.draft(key) {
        case let holder? where holder.state == .taken: return (holder, .taken)
        case let holder? where holder.state == .leftOut:
            return (nil, .leftOut(code: "leftOutWithHolder", "what holds it was left out"))
        case .some where draft.kind == .group: return (nil, .waiting)
        default: return (nil, .broken("what holds it, \(key.kind) \(key.id.prefix(36)), is not there"))
        }
    }

    func clash(_ claim: String, _ holder: RecordKey) throws -> Outcome {
        let place = try scratch.draft(holder)?.place ?? ""
        return .refused("\(claim) is that of \(holder.kind) \(holder.id) too (\(place))")
    }

    /// What only the whole shows: limits, and organizations that nobody owns.
    private mutating func look() throws {
        for (kind, limit) in [
            (AgolaKind.token, UserTokens.maxPerUser), (.account, LinkedAccounts.maxPerUser),
            (.secret, Secrets.maxPerParent), (.variable, Variables.maxPerParent),
        ] {
            let crowded = try scratch.rows(.crowded, [.text(kind.rawValue), .integer(limit)]) {
                ($0.text(0), $0.integer(1))
            }
            for (parent, count) in crowded {
                report.add(problem: "\(parent) has \(count) of \(kind.rawValue), at most \(limit) can be")
            }
        }
        for place in try scratch.rows(.organizationsWithoutOwner, [], { $0.text(0) }) {
            report.add("organizationWithoutOwner", "nobody owns it: an administrator adds an owner", at: place)
        }
    }
}
