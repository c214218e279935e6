/// Secrets that nobody can guess.
enum ForgeSecret {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    static func hex(_ count: Int) -> String { ForgeHex.text(bytes(count)) }
}
