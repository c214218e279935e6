import Foundation
import HTTPTransport

/// Keeps secrets out of errors, even when a forge repeats them in its messages.
struct SecretRedactor {
    private static let maxCharacters = 300
    /// In all spellings, the longest first.
    private var secrets: [String] = []

    init(_ credentials: CredentialSet) {
        credentials.accessToken.map { add($0) }
        for secret in credentials.secrets.values { add(secret) }
        if let login = credentials.login {
            add(login.password)
            login.oneTimePassword.map { add($0) }
            add(Data("\(login.name):\(login.password)".utf8).base64EncodedString())
        }
    }

    /// Adds what a request carries as its credential, such as a token that was signed for it.
    mutating func add(credentialsOf request: TransportRequest) {
        for header in request.headers where header.isSensitive {
            header.value.split(separator: " ").last.map { add(String($0)) }
        }
    }

    /// Adds a secret in the spellings in which a message may repeat it.
    mutating func add(_ secret: String) {
        // What is shorter is no secret that a message could be searched for without losing its words.
        guard secret.utf8.count >= 4 else { return }
        let (encoded, quoted) = (PercentEncoding.encode(secret), String(JSONText.quoted(secret).dropFirst().dropLast()))
        let spellings = [
            secret, encoded, encoded.replacing("%20", with: "+"), quoted,
            // Some writers of JSON escape what need not be.
            quoted.replacing("/", with: "\\/"),
            quoted.replacing("&", with: "\\u0026").replacing("<", with: "\\u003c").replacing(">", with: "\\u003e"),
        ]
        secrets = Set(secrets + spellings).sorted { $0.utf8.count > $1.utf8.count }
    }

    func redacted(_ error: OperationError) -> OperationError {
        switch error {
        case .driver(let error): .driver(error.mappingTexts(line))
        case .timedOut: .timedOut
        case .cancelled: .cancelled
        case .addressRefused(let message): .addressRefused(line(message))
        case .unreachable(let message): .unreachable(line(message))
        case .badAnswer(let message): .badAnswer(line(message))
        case .contractViolation(let message): .contractViolation(line(message))
        }
    }

    /// An answer without what it repeats of the secrets.
    func redacted(_ response: ForgeResponse) -> ForgeResponse {
        var response = response
        response.body = redacted(response.body)
        for secret in secrets {
            response.headers = response.headers.mapValues { $0.replacing(secret, with: SecretExtractor.standIn) }
        }
        return response
    }

    /// A body without what it repeats of the secrets.
    func redacted(_ body: [UInt8]) -> [UInt8] {
        secrets.reduce(body) { Self.replacing(Array($1.utf8), in: $0) }
    }

    private static func replacing(_ secret: [UInt8], in body: [UInt8]) -> [UInt8] {
        var clean: [UInt8] = []
        var start = 0
        while let found = place(of: secret, in: body, from: start) {
            clean += body[start..<found]
            clean += SecretExtractor.standIn.utf8
            start = found + secret.count
        }
        return start == 0 ? body : clean + body[start...]
    }

    /// Where a secret is next. Every delivery and every answer is searched, so it goes from one of its first bytes to the next.
    private static func place(of secret: [UInt8], in body: [UInt8], from start: Int) -> Int? {
        body.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, let first = secret.first else { return nil }
            var start = start
            while start + secret.count <= bytes.count,
                let found = memchr(base + start, Int32(first), bytes.count - secret.count + 1 - start)
            {
                if memcmp(found, secret, secret.count) == 0 { return UnsafeRawPointer(found) - base }
                start = UnsafeRawPointer(found) - base + 1
            }
            return nil
        }
    }

    /// One line of at most 300 characters, without secrets.
    func line(_ text: String) -> String {
        var clean = text
        for secret in secrets {
            clean = clean.replacing(secret, with: SecretExtractor.standIn)
        }
        return PrintableText.line(clean, maxCharacters: Self.maxCharacters)
    }
}
