/// A store that another one is migrated to.
package protocol MigrationTarget: GenerationKeeper {
    /// Begins the generation that takes everything in. What an earlier migration has left goes, also one that was finished
    /// and after which nobody has written.
    ///
    /// - Throws: `MigrationProblem.inUse` when there is anything else.
    func beginMigration() async throws -> any GenerationWriter
}
