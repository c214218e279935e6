/// Where a value is in a document: `remoteSources[0].auth.clientID`.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible, ExpressibleByStringLiteral {
    package enum Element: Sendable, Hashable {
        case key(String)
        case index(Int)
    }

    package var elements: [Element]

    /// The document itself.
    package static let root = FieldPath(elements: [])

    package init(elements: [Element]) {
        self.elements = elements
    }

    /// A path of one key.
    package init(_ key: String) {
        elements = [.key(key)]
    }

    package init(stringLiteral key: String) {
        elements = [.key(key)]
    }

    package func appending(_ key: String) -> FieldPath {
        FieldPath(elements: elements + [.key(key)])
    }

    package func appending(index: Int) -> FieldPath {
        FieldPath(elements: elements + [.index(index)])
    }

    package var description: String {
        var text = ""
        for element in elements {
            switch element {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
