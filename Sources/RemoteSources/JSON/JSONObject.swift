/// An object that is read member by member. Each container of a `Decoder` looks up its types, which costs more than reading
/// a small object: this is for what a delivery has many of.
struct JSONObject {
    private let document: JSONDocument
    private let node: Int

    init(_ document: JSONDocument, _ node: Int) throws {
        guard document.nodes[node].kind == .object else { throw document.mismatch([String: Any].self, node) }
        self.document = document
        self.node = node
    }

    /// A text; nil when there is no such member, or it is null.
    func text(_ name: StaticString) throws -> String? {
        try place(name).map(document.string(at:))
    }

    /// An object in this one; nil when there is no such member, or it is null.
    func object(_ name: StaticString) throws -> JSONObject? {
        try place(name).map { try JSONObject(document, $0) }
    }

    private func place(_ name: StaticString) -> Int? {
        let found = name.withUTF8Buffer { document.find($0, in: node) }
        return found.flatMap { document.isNull($0) ? nil : $0 }
    }
}

extension JSONDocument {
    /// Reads every object of an array.
    func objects<Value>(at array: Int, _ read: (JSONObject) throws -> Value) throws -> [Value] {
        guard nodes[array].kind == .array else { throw mismatch([Any].self, array) }
        var values: [Value] = []
        var node = array + 1
        while node < nodes[array].next {
            values.append(try read(JSONObject(self, node)))
            node = Int(nodes[node].next)
        }
        return values
    }
}
