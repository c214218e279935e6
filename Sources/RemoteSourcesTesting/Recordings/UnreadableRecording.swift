/// A file among recordings that can't be read as one.
public struct UnreadableRecording: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name.
    public let file: String
    /// What is wrong with it.
    public let reason: String

    /// The file and what is wrong with it.
    public var description: String { "\(file): \(reason)" }
}
