import Crypto
import Foundation
import HTTPTransport
import Synchronization

/// Answers that a forge can confirm with 304 instead of sending them again, which many don't count against a limit.
///
/// Each belongs to one credential: no answer is ever given to whoever didn't get it from the forge, and every use is
/// confirmed by the forge first.
final class AnswerCache: Sendable {
    struct Key: Hashable {
        fileprivate let digest: SHA256.Digest
    }

    struct Answer: Sendable {
        let tag: String
        let status: Int
        let headers: [TransportHeader]
        let body: [UInt8]
    }

    private struct Entry {
        var answer: Answer
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var bytes = 0
        var uses: UInt64 = 0
    }

    private let maxEntries: Int
    private let maxBytes: Int
    private let maxAnswerBytes: Int
    private let state = Mutex(State())

    init(maxEntries: Int = 1000, maxBytes: Int = 16 * 1024 * 1024, maxAnswerBytes: Int = 512 * 1024) {
        self.maxEntries = maxEntries
        self.maxBytes = maxBytes
        self.maxAnswerBytes = maxAnswerBytes
    }

    /// What an answer is kept under: the URL, what is accepted, and the credential. Nil for what is never kept.
    static func key(_ request: TransportRequest) -> Key? {
        guard request.method == "GET" else { return nil }
        var hasher = SHA256()
        hasher.update(data: Data(request.url.utf8))
        for header in request.headers {
            hasher.update(data: Data("\n\(header.name.lowercased()):\(header.value)".utf8))
        }
        return Key(digest: hasher.finalize())
    }

    func answer(_ key: Key) -> Answer? {
        state.withLock { state in
            guard state.entries[key] != nil else { return nil }
            state.uses += 1
            state.entries[key]?.lastUse = state.uses
            return state.entries[key]?.answer
        }
    }

    /// Keeps a success that has a tag and may be kept.
    func keep(_ response: TransportResponse, as key: Key) {
        guard response.status == 200, let tag = response.headers.first(named: "etag"), Self.isTag(tag),
            response.body.count <= maxAnswerBytes,
            !(response.headers.first(named: "cache-control") ?? "").lowercased().contains("no-store")
        else { return }
        let headers = response.headers.filter { !Self.perAnswer.contains($0.name.lowercased()) }
        state.withLock { state in
            state.uses += 1
            if let old = state.entries[key] { state.bytes -= old.answer.body.count }
            state.entries[key] = Entry(
                answer: Answer(tag: tag, status: response.status, headers: headers, body: response.body),
                lastUse: state.uses)
            state.bytes += response.body.count
            while state.entries.count > maxEntries || state.bytes > maxBytes,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.bytes -= oldest.value.answer.body.count
                state.entries[oldest.key] = nil
            }
        }
    }

    /// How many answers there are, and of how many bytes.
    var size: (entries: Int, bytes: Int) { state.withLock { ($0.entries.count, $0.bytes) } }

    /// What the kept answer becomes when the forge has confirmed it.
    static func confirmed(_ answer: Answer, by response: TransportResponse) -> TransportResponse {
        let fresh = response.headers.filter { !bodyHeaders.contains($0.name.lowercased()) }
        let names = Set(fresh.map { $0.name.lowercased() })
        return TransportResponse(
            status: answer.status, headers: answer.headers.filter { !names.contains($0.name.lowercased()) } + fresh,
            body: answer.body)
    }

    private static let perAnswer: Set<String> = ["set-cookie", "date"]
    private static let bodyHeaders: Set<String> = ["content-length", "content-type", "content-encoding", "set-cookie"]

    /// `"…"` or `W/"…"` of one line (RFC 9110 §8.8.3).
    private static func isTag(_ tag: String) -> Bool {
        tag.utf8.count <= 256 && tag.hasSuffix("\"") && (tag.hasPrefix("\"") || tag.hasPrefix("W/\""))
            && HeaderGrammar.isValue(tag)
    }
}
