import Validation

/// The values that both services have, with the limits of their rules.
extension Schema {
    /// A name that something new gets.
    package static var newName: Schema {
        .text(1...NameGrammar.maxLength, pattern: NameGrammar.pattern)
            .with("not", ["type": "string", "pattern": .text(UUIDGrammar.namePattern)])
    }

    /// A name or an id.
    ///
    /// - Parameter format: Of what.
    package static func reference(_ format: String) -> Schema {
        .text(1...NameGrammar.maxLength, pattern: "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", format: format)
    }

    /// The name of a user's API token.
    package static var tokenName: Schema {
        .text(1...TokenNameRule.maxLength, pattern: TokenNameRule.pattern)
    }

    /// A free text of some bytes of UTF-8, without control characters.
    package static func line(_ bytes: ClosedRange<Int>) -> Schema {
        .text(bytes, pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]*$")
    }

    /// A forge's root URL, as somebody sends it.
    package static var forgeURL: Schema {
        .text(1...URLRule.maxBytes, format: "forge-url")
            .about("http or https, a host, perhaps a port and a path: no user, no query, no fragment.")
    }

    /// A file of rules of a validator.
    package static var validatorRules: Schema {
        .text(1...262_144, format: "validator-rules").about("YAML or JSON; docs/validators.md says what is in it.")
    }

    /// Lines of a known-hosts file.
    package static var sshHostKey: Schema {
        .text(0...SSHHostKeyRule.maxBytes, format: "ssh-known-hosts")
            .about("Lines `host keytype base64` of a known-hosts file, at most \(SSHHostKeyRule.maxLines).")
    }

    /// The type of a driver.
    package static var driverType: Schema {
        .text(format: "driver-type").about("The type of a driver that is loaded, such as `gitea`.")
    }
}
