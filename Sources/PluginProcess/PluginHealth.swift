/// How a plug-in is, for those who look after it.
package struct PluginHealth: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        /// It answers.
        case running
        /// It is being started; questions wait for it.
        case restarting
        /// It can't be started, or has failed too often: questions fail at once.
        case broken
    }

    package var state: State
    /// What went wrong last, however long ago.
    package var lastError: String?
    /// How often it was started again.
    package var restartCount = 0
}
