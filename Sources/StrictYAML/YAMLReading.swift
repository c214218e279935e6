import Validation

/// What the reading of one file has found so far. The maps that were handed out share it.
final class YAMLReading {
    let file: String
    private(set) var problems: [YAMLProblem] = []
    private(set) var maps: [YAMLMap] = []

    init(file: String) {
        self.file = file
    }

    func add(_ violation: Violation, at position: YAMLPosition) {
        problems.append(YAMLProblem(file: file, line: position.line, column: position.column, violation: violation))
    }

    func track(_ map: YAMLMap) {
        maps.append(map)
    }
}
