/// A value of a YAML file that knows where it is.
struct YAMLNode: Sendable {
    var value: Value
    var position: YAMLPosition

    enum Value: Sendable {
        /// A scalar; a plain one is without quotes, and may be a number, a truth value or nothing.
        case scalar(String, isPlain: Bool)
        case list([YAMLNode])
        case map([Entry])
    }

    struct Entry: Sendable {
        var key: String
        var keyPosition: YAMLPosition
        var value: YAMLNode
    }

    /// What the value is, in the words of a message.
    var kind: String {
        switch value {
        case .list: "a list"
        case .map: "a map"
        case .scalar(let text, let isPlain):
            switch YAMLScalar(text, isPlain: isPlain) {
            case .null: "nothing"
            case .bool: "true or false"
            case .integer: "a whole number"
            case .float: "a number"
            case .string: "a text"
            }
        }
    }
}
