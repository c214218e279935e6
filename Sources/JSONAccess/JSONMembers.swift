import Foundation

/// The members of an object.
struct JSONMembers {
    let document: JSONDocument
    let object: Int
    /// The values by name, where an object has so many that going through them each time would take too long.
    private let index: [String: Int]?

    /// How many nodes are gone through for each member that is asked for.
    private static let maxNodes = 1_024

    init(document: JSONDocument, object: Int) throws {
        self.document = document
        self.object = object
        guard Int(document.nodes[object].next) - object > Self.maxNodes else {
            index = nil
            return
        }
        var index: [String: Int] = [:]
        var name = object + 1
        while name < document.nodes[object].next {
            let text = try document.string(at: name)
            if index[text] == nil { index[text] = name + 1 }
            name = Int(document.nodes[name + 1].next)
        }
        self.index = index
    }

    /// The names in order, each once.
    var names: [String] {
        var known: Set<String> = []
        var names: [String] = []
        var name = object + 1
        while name < document.nodes[object].next {
            if let text = try? document.string(at: name), known.insert(text).inserted { names.append(text) }
            name = Int(document.nodes[name + 1].next)
        }
        return names
    }

    /// The value of the first member with this name.
    func find(_ name: String) -> JSONDocumentDecoder? {
        if let index { return index[name].map { JSONDocumentDecoder(document: document, node: $0) } }
        var name = name
        let node = name.withUTF8 { wanted in document.find(wanted, in: object) }
        return node.map { JSONDocumentDecoder(document: document, node: $0) }
    }
}

extension JSONDocument {
    /// Goes through the members of an object to the value of the first with this name.
    func find(_ wanted: UnsafeBufferPointer<UInt8>, in object: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            nodes.withUnsafeBufferPointer { nodes in
                var name = object + 1
                let end = Int(nodes[object].next)
                while name < end {
                    if isName(nodes[name], wanted, bytes) { return name + 1 }
                    name = Int(nodes[name + 1].next)
                }
                return nil
            }
        }
    }

    private func isName(
        _ found: JSONNode, _ wanted: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if found.kind == .escapedString {
            return JSONString.unescaped(self.bytes[found.bytes]).map { $0.utf8.elementsEqual(wanted) } ?? false
        }
        guard found.bytes.count == wanted.count else { return false }
        guard let left = bytes.baseAddress, let right = wanted.baseAddress else { return wanted.isEmpty }
        return memcmp(left + Int(found.start), right, wanted.count) == 0
    }
}
