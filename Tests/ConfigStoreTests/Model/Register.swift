/// A number that can be read, written, and written only when it is what somebody thinks it is.
struct Register: SequentialModel {
    enum Operation: Sendable {
        case read, write(Int), swap(Int, Int)
    }

    var value = 0

    static func isObservation(_ operation: Operation, _ answer: String) -> Bool {
        if case .read = operation { true } else { answer == "refused" }
    }

    func expected(_ operation: Operation, answering answer: String) -> String {
        switch operation {
        case .read: String(value)
        case .write: "done"
        case .swap(let old, _): old == value ? "done" : "refused"
        }
    }

    func after(_ operation: Operation, answering answer: String) -> Register? {
        guard expected(operation, answering: answer) == answer else { return nil }
        switch operation {
        case .read: return self
        case .write(let new): return Register(value: new)
        case .swap(_, let new): return answer == "done" ? Register(value: new) : self
        }
    }
}
