/// What goes wrong, to order: it is applied to every request to the API and to the token endpoint, pages excepted.
package struct ForgeFaults: Sendable {
    /// Which request from now on fails, and no other; 1 is the next one.
    package var failingRequest: Int?
    /// Whether that one is done all the same, and only its answer is lost.
    package var losesAnswer = false
    /// Whether all that come after it fail too.
    package var staysDown = false
    /// How long every answer waits.
    package var delay: Duration?
    /// The status of every answer; 429 says `Retry-After: 30`.
    package var status: Int?
    /// Whether every answer is GitHub's refusal of a caller who asks too often, which doesn't say for how long.
    package var exceedsSecondaryLimit = false
    /// Whether a refresh token works once; a server with its default settings takes it again.
    package var rotatesRefreshTokens = true
    /// Whether no refresh token is taken.
    package var refusesRefresh = false
    /// Whether lists of deliveries are not there, as at a server that is too old.
    package var hidesDeliveries = false
    /// Whether connections are closed without an answer.
    package var dropsConnections = false
    /// Whether every answer is a web page, as a login wall or a proxy gives it.
    package var answersHTML = false
    /// The `Content-Length` of answers that end before it.
    package var contentLengthLie: Int?
    /// How many bytes every answer has, made while they are sent.
    package var endlessBytes: Int?

    package init() {}
}
