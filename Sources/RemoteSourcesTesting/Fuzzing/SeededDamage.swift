/// Changes bytes at random, the same in every run with the same seed.
public struct SeededDamage: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Creates a source of damage.
    ///
    /// - Parameter seed: Which one.
    public init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The bytes with one to four of them changed, and one time in four with their end cut off.
    ///
    /// - Parameter bytes: At least one.
    /// - Returns: The damaged bytes.
    public mutating func applied(to bytes: [UInt8]) -> [UInt8] {
        var body = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            body[Int.random(in: 0..<body.count, using: &self)] = UInt8.random(in: 0...255, using: &self)
        }
        if Int.random(in: 0..<4, using: &self) == 0 { body.removeLast(Int.random(in: 0..<body.count, using: &self)) }
        return body
    }
}
