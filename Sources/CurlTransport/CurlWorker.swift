import CCurl
import Foundation
import HTTPTransport
import Synchronization

/// The thread that runs all transfers, and the queue in front of it.
final class CurlWorker: Sendable {
    private struct Submission {
        let ticket: CurlTicket
        let request: TransportRequest
    }

    private struct State {
        var submissions: [Submission] = []
        var hasCancellation = false
        /// Whether a transfer that was paused may go on.
        var hasResumption = false
        var isStarted = false
        var isShutDown = false
        /// Wakes the thread up; there while it runs.
        var bell: CurlBell?
        /// Whether the thread waits, or is about to.
        var isWaiting = false

        var hasWork: Bool { !submissions.isEmpty || hasCancellation || hasResumption || isShutDown }

        /// What is rung, outside of the lock, when there is something to do. Once is enough, however much it is; a thread that does
        /// not wait looks again before it does.
        mutating func bellToRing() -> CurlBell? {
            defer { isWaiting = false }
            return isWaiting ? bell : nil
        }
    }

    private let state = Mutex(State())
    private let configuration: CurlTransport.Configuration
    private let addressGuard: AddressGuard

    init(configuration: CurlTransport.Configuration) {
        self.configuration = configuration
        addressGuard = AddressGuard(allowed: configuration.outboundAllow)
    }

    func submit(_ ticket: CurlTicket, _ request: TransportRequest) {
        let (isShutDown, mustStart, bell) = state.withLock { state in
            if state.isShutDown { return (true, false, nil as CurlBell?) }
            state.submissions.append(Submission(ticket: ticket, request: request))
            let mustStart = !state.isStarted
            state.isStarted = true
            return (false, mustStart, state.bellToRing())
        }
        bell?.ring()
        if isShutDown {
            ticket.answer(.failure(TransportError(.cancelled, "the transport was shut down")))
        } else if mustStart {
            let thread = Thread { self.run() }
            thread.name = "sallyport-curl"
            thread.start()
        }
    }

    /// Answers the ticket and has its transfer removed.
    func cancel(_ ticket: CurlTicket) {
        ticket.cancel()
        let bell = state.withLock { state in
            state.hasCancellation = true
            return state.bellToRing()
        }
        bell?.ring()
    }

    /// Lets the transfers go on that were paused because a pipe was full or empty.
    func resume() {
        let bell = state.withLock { state in
            state.hasResumption = true
            return state.bellToRing()
        }
        bell?.ring()
    }

    /// Stops everything; whoever waits is told that it was cancelled.
    func shutDown() {
        let (left, bell) = state.withLock { state in
            state.isShutDown = true
            // Without a thread nobody else would answer them.
            return (state.isStarted ? [] : state.submissions, state.bellToRing())
        }
        bell?.ring()
        for submission in left {
            submission.ticket.answer(.failure(TransportError(.cancelled, "the transport was shut down")))
        }
    }

    private func run() {
        guard let multi = makeMulti() else { return failEverything() }
        guard let poller = CurlPoller(multi) else {
            curl_multi_cleanup(multi)
            return failEverything()
        }
        state.withLock { $0.bell = poller.bell }
        let handles = CurlHandles()
        var transfers: [UnsafeMutableRawPointer: CurlTransfer] = [:]
        while true {
            let (submissions, hasCancellation, hasResumption, isShutDown) = state.withLock { state in
                defer {
                    state.submissions.removeAll()
                    (state.hasCancellation, state.hasResumption, state.isWaiting) = (false, false, false)
                }
                return (state.submissions, state.hasCancellation, state.hasResumption, state.isShutDown)
            }
            if isShutDown {
                // libcurl tells the poller of the connections that it closes.
                withExtendedLifetime(poller) { end(multi, transfers, submissions) }
                return
            }
            for submission in submissions { begin(submission, handles, multi, &transfers) }
            if hasCancellation { removeCancelled(multi, &transfers) }
            if hasResumption { for transfer in transfers.values { transfer.resume() } }
            finish(multi, &transfers)
            let mayWait = state.withLock { state in
                state.isWaiting = !state.hasWork
                return state.isWaiting
            }
            poller.look(mayWait: mayWait)
            poller.act()
        }
    }

    private func makeMulti() -> UnsafeMutableRawPointer? {
        guard CurlGlobal.isReady, let multi = curl_multi_init() else { return nil }
        sallyport_curl_multi_setopt_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.maxConnections)
        sallyport_curl_multi_setopt_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
        sallyport_curl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, configuration.maxConnections)
        return multi
    }

    private func begin(
        _ submission: Submission, _ handles: CurlHandles, _ multi: UnsafeMutableRawPointer,
        _ transfers: inout [UnsafeMutableRawPointer: CurlTransfer]
    ) {
        if submission.ticket.isCancelled { return }
        guard submission.request.deadline > .now else {
            return submission.ticket.answer(
                .failure(TransportError(.timedOut, "the deadline passed before the request was sent")))
        }
        guard
            let transfer = CurlTransfer(
                ticket: submission.ticket, request: submission.request, handles: handles,
                addressGuard: addressGuard, configuration: configuration)
        else {
            return submission.ticket.answer(.failure(TransportError(.connectionFailed, "libcurl has no memory left")))
        }
        transfers[transfer.handle] = transfer
        curl_multi_add_handle(multi, transfer.handle)
    }

    /// Removing a transfer that is not over closes its connection.
    private func removeCancelled(
        _ multi: UnsafeMutableRawPointer, _ transfers: inout [UnsafeMutableRawPointer: CurlTransfer]
    ) {
        for (handle, transfer) in transfers where transfer.ticket.isCancelled {
            curl_multi_remove_handle(multi, handle)
            transfers[handle] = nil
        }
    }

    private func finish(
        _ multi: UnsafeMutableRawPointer, _ transfers: inout [UnsafeMutableRawPointer: CurlTransfer]
    ) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let code = sallyport_curl_message_result(message)
            curl_multi_remove_handle(multi, handle)
            guard let transfer = transfers.removeValue(forKey: handle) else { continue }
            transfer.ticket.answer(transfer.outcome(code))
        }
    }

    private func end(
        _ multi: UnsafeMutableRawPointer, _ transfers: [UnsafeMutableRawPointer: CurlTransfer],
        _ submissions: [Submission]
    ) {
        for handle in transfers.keys { curl_multi_remove_handle(multi, handle) }
        state.withLock { $0.bell = nil }
        curl_multi_cleanup(multi)
        for ticket in transfers.values.map(\.ticket) + submissions.map(\.ticket) {
            ticket.answer(.failure(TransportError(.cancelled, "the transport was shut down")))
        }
    }

    private func failEverything() {
        let submissions = state.withLock { state in
            defer { state.submissions.removeAll() }
            state.isShutDown = true
            return state.submissions
        }
        for submission in submissions {
            submission.ticket.answer(.failure(TransportError(.connectionFailed, "libcurl can't be started")))
        }
    }
}

/// libcurl's set-up for the whole process, done once.
private enum CurlGlobal {
    static let isReady =
        sallyport_keep_openssl_at_exit() == 1 && curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
