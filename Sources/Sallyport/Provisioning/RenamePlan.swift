/// Which stored thing each declaration is about, and in which order the ones that were renamed can take their names.
struct RenamePlan<Declared: Declaration, Stored> {
    /// In the order in which they are changed: a name is free before it is taken.
    private(set) var matches: [(declaration: Declared, stored: Stored?)] = []
    /// The stored things that no declaration is about.
    private(set) var rest: [String: Stored]

    init(_ declarations: [Declared], stored: [String: Stored]) {
        rest = stored
        var open = declarations
        var movesOn = true
        while movesOn {
            movesOn = false
            for (index, declaration) in open.enumerated() {
                guard let old = declaration.renamedFrom, rest[declaration.name] == nil,
                    let source = rest.removeValue(forKey: old)
                else { continue }
                matches.append((declaration, source))
                open.remove(at: index)
                movesOn = true
                break
            }
        }
        for declaration in open {
            matches.append((declaration, rest.removeValue(forKey: declaration.name)))
        }
    }
}
