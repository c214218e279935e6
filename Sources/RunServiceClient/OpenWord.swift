/// A word out of a set that the run service may add to: those of other versions are kept as they came.
public protocol OpenWord: RawRepresentable, Codable, Sendable, Hashable, CustomStringConvertible
where RawValue == String {}

extension OpenWord {
    /// The word.
    public var description: String { rawValue }
}
