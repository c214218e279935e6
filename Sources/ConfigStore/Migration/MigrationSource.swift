/// What is migrated away from: a store that others read and write meanwhile.
package protocol MigrationSource: Sendable {
    /// About how many bytes it takes.
    func size() async throws -> Int

    /// Writes everything as it is at one revision, while others go on writing.
    ///
    /// - Parameter receive: Takes the export piece by piece.
    func export(_ receive: @escaping @Sendable ([UInt8]) async throws -> Void) async throws

    /// Returns once nobody writes any more.
    func pause() async throws

    /// Whether nobody has written since `pause` returned.
    func isPaused() async throws -> Bool

    /// Lets everybody write again who could before `pause`. Called also when that has failed.
    func resume() async
}
