/// How long a plug-in may take, and how often it may fail.
package struct PluginSettings: Sendable, Hashable {
    /// The longest time for an answer.
    package var timeout: Duration = .seconds(5)
    /// The longest time from its start until it has introduced itself.
    package var startTimeout: Duration = .seconds(20)
    /// How long it may take to end by itself when it is told to.
    package var endTimeout: Duration = .seconds(2)
    /// A life as long as this was a good one: the next start is not held back.
    package var goodLife: Duration = .seconds(30)
    package var backOff = BackOff()
    /// How many failures in a row make it rest, and for how long.
    package var failuresBeforeRest = 5
    package var rest: Duration = .seconds(30)
    /// The largest message that it may send, in bytes.
    package var maxMessageBytes = 1024 * 1024
    /// The largest message that it is sent, and how many bytes may wait to be written.
    package var maxQuestionBytes = 1024 * 1024
    package var maxQueuedBytes = 16 * 1024 * 1024

    package init() {}
}
