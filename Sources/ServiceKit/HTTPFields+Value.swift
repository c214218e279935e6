package import HTTPTypes

extension HTTPFields {
    /// What `self[name]` is, without the work of joining when there is one field of that name, as there nearly always is.
    package func value(of name: HTTPField.Name) -> String? {
        var found: String?
        for field in self where field.name == name {
            if found != nil { return self[name] }
            found = field.value
        }
        return found
    }
}
