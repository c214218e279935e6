/// When the request at hand must be answered: bound once, at the edge, and read where work is bounded.
package enum RequestDeadline {
    @TaskLocal package static var current: ContinuousClock.Instant?
}
