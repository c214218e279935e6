import ForgeSimulator
import Foundation
import HTTPTransport

/// Pushes to a repository, one after the other, and sends what the forge makes of each again and again until it is taken:
/// only then comes the next. What was made and what was answered is in files, so that it goes on after a kill.
struct PushSender: Sendable {
    /// A webhook of a repository, as the test names it to the forge.
    struct Hook: Codable, Sendable {
        let repository, url, secret: String
    }

    /// A delivery in the file.
    private struct Kept: Codable {
        let number: Int
        let headers: [String: String]
        let body: String
    }

    private struct Receipt: Decodable { let id: String }

    let hook: Hook
    let forge: ForgeState
    let progress: Progress
    private let made: AsyncStream<TransportRequest>
    private let deliveries: Journal
    /// `NUMBER ID` for each answer that took a delivery.
    private let answers: Journal
    private let transport: any HTTPTransport

    private static let pause: Duration = .milliseconds(20)

    init(
        _ hook: Hook, directory: String, forge: ForgeState, made: AsyncStream<TransportRequest>,
        transport: any HTTPTransport, progress: Progress
    ) throws {
        (self.hook, self.forge, self.made) = (hook, forge, made)
        (self.transport, self.progress) = (transport, progress)
        deliveries = try Journal("\(directory)/\(hook.repository).deliveries")
        answers = try Journal(Self.answersFile(of: hook.repository, in: directory))
    }

    static func answersFile(of repository: String, in directory: String) -> String {
        "\(directory)/\(repository).answers"
    }

    /// How many pushes are known to be taken.
    static func taken(_ lines: [String]) -> Int { Set(lines.compactMap { $0.split(separator: " ").first }).count }

    func run(pushes: Int) async throws {
        var made = made.makeAsyncIterator()
        var kept = try deliveries.lines.map { try JSONDecoder().decode(Kept.self, from: Data($0.utf8)) }
        for number in Self.taken(answers.lines)..<pushes {
            if number == kept.count {
                forge.push(owner: ForgePart.user, name: hook.repository, branch: "main", message: "number \(number)")
                guard let request = await made.next() else { return }
                let next = Kept(
                    number: number, headers: Dictionary(request.headers.map { ($0.name, $0.value) }) { $1 },
                    body: String(decoding: request.body, as: UTF8.self))
                // In the file before anybody sees it, as in a forge's database.
                deliveries.append(String(decoding: try JSONEncoder().encode(next), as: UTF8.self))
                kept.append(next)
            }
            try await deliver(kept[number])
            progress.add()
            // Forges send again what somebody asks for, too.
            if number % 13 == 12 { try await deliver(kept[number / 2]) }
        }
    }

    private func deliver(_ delivery: Kept) async throws {
        while true {
            // Some come twice at the same time.
            let copies = delivery.number % 7 == 3 ? 2 : 1
            let ids = await withTaskGroup(of: String?.self) { group in
                for _ in 0..<copies { group.addTask { await send(delivery) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for id in ids.compactMap({ $0 }) { answers.append("\(delivery.number) \(id)") }
            if ids.contains(where: { $0 != nil }) { return }
            try await Task.sleep(for: Self.pause)
        }
    }

    /// - Returns: The id under which it was taken; nil when it was not, or nobody knows.
    private func send(_ delivery: Kept) async -> String? {
        let request = TransportRequest(
            method: "POST", url: hook.url, headers: delivery.headers.map { TransportHeader($0.key, $0.value) },
            body: Array(delivery.body.utf8))
        guard let response = try? await transport.send(request), (200..<300).contains(response.status) else {
            return nil
        }
        return try? JSONDecoder().decode(Receipt.self, from: Data(response.body)).id
    }
}
