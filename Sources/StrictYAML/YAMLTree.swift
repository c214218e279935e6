/// A value of any shape, such as the template of a JSON document, with its place.
package struct YAMLTree: Sendable {
    package enum Value: Sendable {
        case null
        case bool(Bool)
        case integer(Int)
        case string(String)
        case list([YAMLTree])
        case map([(key: String, value: YAMLTree)])
    }

    package let value: Value
    package let place: YAMLPlace
}
