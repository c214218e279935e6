/// Text of others, made fit for an error or a log.
enum PrintableText {
    /// One line without control characters, cut to `maxCharacters`.
    static func line(_ text: String, maxCharacters: Int) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(maxCharacters * 4) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        let line = String(scalars)
        return line.count > maxCharacters ? line.prefix(maxCharacters) + "…" : line
    }
}
