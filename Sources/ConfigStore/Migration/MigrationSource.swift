/// What is migrated away from: a store that others read and write meanwhile.
package protocol MigrationSource: Sendable {
    /// About how many bytes it takes.
    func size() async throws -> Int

    /// Writes everything as it is at one revision, while others go on writing.
    ///
    /// - Parameter receive: Takes the export piece by piece.
    func export(_ receive: @escaping @Sendable ([UInt8]) async throws -> Void) async throws

    /// Returns once nobody writes any more and all that was written is in the next export. It ends by itself some time after
    /// `keepPaused` has.
    func pause() async throws

    /// Keeps what `pause` began, until it is cancelled.
    ///
    /// - Throws: What keeps it from doing so.
    func keepPaused() async throws

    /// Whether it is as `pause` left it.
    func isPaused() async throws -> Bool

    /// Stays paused from now on, whatever becomes of this process.
    ///
    /// - Returns: Whether nobody has written since this revision.
    func stayPaused(at revision: Int) async throws -> Bool

    /// Lets everybody write again who could before `pause`. Called also when that has failed.
    func resume() async
}
