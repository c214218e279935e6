import ConfigStoreAPI
import ServiceKit
import Validation

/// The rules on secrets; every violation is collected, and none repeats a value.
enum SecretRules {
    static let internalType = "internal"
    static let maxKeys = 64
    static let maxKeyBytes = 128
    static let maxValueBytes = 64 * 1024
    static let maxDataBytes = 256 * 1024

    /// Checks a new secret.
    static func check(_ request: CreateSecretRequest) throws {
        var violations = Violations()
        violations.add(NameGrammar.violation(of: request.name ?? "", at: "name"))
        if request.type == nil { violations.add("type", .required, "a type is needed: \(internalType)") }
        if request.data == nil { violations.add("data", .required, "at least one key is needed") }
        checkGiven(request, into: &violations)
        try refuse(violations)
    }

    /// Checks what a change brings.
    static func check(update request: UpdateSecretRequest) throws {
        var violations = Violations()
        if let name = request.name { violations.add(NameGrammar.violation(of: name, at: "name")) }
        checkGiven(request, into: &violations)
        try refuse(violations)
    }

    private static func checkGiven(_ request: UpdateSecretRequest, into violations: inout Violations) {
        if let type = request.type, type != internalType {
            violations.add("type", .notSupported, "there is one type: \(internalType)")
        }
        for (field, value) in [("secret_provider_id", request.secretProviderID), ("path", request.path)]
        where value?.isEmpty == false {
            violations.add(FieldPath(field), .notSupported, "only for secrets that are kept elsewhere")
        }
        if let data = request.data { check(data, into: &violations) }
    }

    static func check(_ data: [String: String], into violations: inout Violations) {
        if data.isEmpty { violations.add("data", .required, "at least one key is needed") }
        if data.count > maxKeys { violations.add("data", .tooLong, "a secret has at most \(maxKeys) keys") }
        let bytes = data.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if bytes > maxDataBytes { violations.add("data", .tooLong, "the data has at most \(maxDataBytes) bytes") }
        for (key, value) in data.sorted(by: { $0.key < $1.key }).prefix(maxKeys) {
            // A key that is none may be a secret in the wrong place: it is not repeated.
            guard isKey(key) else {
                violations.add(
                    "data", "invalidKey",
                    "a key has 1–\(maxKeyBytes) letters, digits, underscores, hyphens and dots")
                continue
            }
            let path = FieldPath("data").appending(key)
            if value.isEmpty { violations.add(path, .required, "this must not be empty") }
            if value.utf8.count > maxValueBytes {
                violations.add(path, .tooLong, "a value has at most \(maxValueBytes) bytes")
            }
            if value.utf8.contains(0) {
                violations.add(path, "invalidCharacter", "a value has no NUL, which no environment can have")
            }
        }
    }

    static func isKey(_ key: String) -> Bool {
        (1...maxKeyBytes).contains(key.utf8.count)
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    private static func refuse(_ violations: Violations) throws {
        guard !violations.isEmpty else { return }
        let fields = Set(violations.all.map { $0.path.elements.first.map { FieldPath(elements: [$0]).description } })
        let code =
            switch fields {
            case ["name"]: "invalidSecretName"
            case ["type"]: "invalidSecretType"
            case ["data"]: "invalidSecretData"
            default: "invalidSecret"
            }
        throw ServiceError(code: code, violations: violations)
    }
}
