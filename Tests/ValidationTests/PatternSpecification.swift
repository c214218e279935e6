/// What a pattern means, without a thought of how long it takes: from each place, the places where a match can end.
indirect enum PatternSpecification {
    case character(Character)
    case any
    case others(Character)
    case start
    case end
    case sequence([PatternSpecification])
    case choice([PatternSpecification])
    case repeated(PatternSpecification, min: Int, max: Int?)

    static func random(depth: Int, using generator: inout SeededGenerator) -> PatternSpecification {
        func several() -> [PatternSpecification] {
            (0..<Int.random(in: 1...3, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) }
        }
        let letter = "abc".randomElement(using: &generator) ?? "a"
        switch Int.random(in: 0...(depth == 0 ? 5 : 11), using: &generator) {
        case 0...2: return .character(letter)
        case 3: return .any
        case 4: return .others(letter)
        case 5: return Bool.random(using: &generator) ? .start : .end
        case 6, 7: return .sequence(several())
        case 8, 9: return .choice(several())
        default:
            let min = Int.random(in: 0...2, using: &generator)
            let max = Bool.random(using: &generator) ? nil : min + Int.random(in: 0...2, using: &generator)
            return .repeated(random(depth: depth - 1, using: &generator), min: min, max: max)
        }
    }

    var source: String {
        switch self {
        case .character(let character): String(character)
        case .any: "."
        case .others(let character): "[^\(character)]"
        case .start: "^"
        case .end: "$"
        case .sequence(let parts): "(" + parts.map(\.source).joined() + ")"
        case .choice(let parts): "(?:" + parts.map(\.source).joined(separator: "|") + ")"
        case .repeated(let part, 0, nil): "(\(part.source))*"
        case .repeated(let part, 1, nil): "(\(part.source))+"
        case .repeated(let part, 0, 1): "(\(part.source))?"
        case .repeated(let part, let min, nil): "(\(part.source)){\(min),}"
        case .repeated(let part, let min, .some(let max)):
            min == max ? "(\(part.source)){\(min)}" : "(\(part.source)){\(min),\(max)}"
        }
    }

    func covers(_ text: [Character]) -> Bool { ends(in: text, from: [0]).contains(text.count) }

    func isFound(in text: [Character]) -> Bool { !ends(in: text, from: Set(0...text.count)).isEmpty }

    private func ends(in text: [Character], from starts: Set<Int>) -> Set<Int> {
        func after(_ accepts: (Character) -> Bool) -> Set<Int> {
            Set(starts.filter { $0 < text.count && accepts(text[$0]) }.map { $0 + 1 })
        }
        switch self {
        case .character(let character): return after { $0 == character }
        case .any: return after { _ in true }
        case .others(let character): return after { $0 != character }
        case .start: return starts.intersection([0])
        case .end: return starts.intersection([text.count])
        case .sequence(let parts): return parts.reduce(starts) { $1.ends(in: text, from: $0) }
        case .choice(let parts): return parts.reduce(into: []) { $0.formUnion($1.ends(in: text, from: starts)) }
        case .repeated(let part, let min, let max):
            var places = (0..<min).reduce(starts) { places, _ in part.ends(in: text, from: places) }
            var all = places
            // Beyond as many turns as there are places, no new one can be reached.
            for _ in 0..<(max.map { $0 - min } ?? text.count + 1) {
                places = part.ends(in: text, from: places)
                all.formUnion(places)
            }
            return all
        }
    }
}
