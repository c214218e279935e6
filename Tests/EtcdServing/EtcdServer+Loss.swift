import Foundation
import Glibc

/// What can happen to a whole cluster.
extension EtcdServer {
    /// Kills all members, takes everything that they had, and starts them again.
    package func loseEverything() async throws {
        await killAll()
        try removeData()
        try await start()
    }

    package func killAll() async {
        for number in memberNumbers { await kill(number) }
    }

    /// Forgets all but what is there now.
    package func compact() async throws {
        struct Answer: Decodable {
            struct Header: Decodable {
                let revision: Int
            }
            let header: Header
        }
        let text = try await control("get", "none", "--write-out", "json")
        let line = text.split(separator: "\n").last { $0.hasPrefix("{") } ?? "{}"
        try await control("compact", "\(try JSONDecoder().decode(Answer.self, from: Data(line.utf8)).header.revision)")
    }

    /// Saves what it has, into a file.
    package func saveSnapshot(to file: String) async throws {
        try await control("snapshot", "save", file)
    }

    /// Kills all members, and starts them with what a snapshot has: another cluster, with the same data.
    package func restoreSnapshot(from file: String) async throws {
        await killAll()
        try removeData()
        for number in memberNumbers { try await control(["snapshot", "restore", file] + restoration(of: number)) }
        try await start()
    }

    /// The member that leads.
    package func leader() async throws -> Int {
        struct Endpoint: Decodable {
            struct Status: Decodable {
                struct Header: Decodable {
                    let member_id: UInt64
                }
                let header: Header
                let leader: UInt64
            }
            let Status: Status
        }
        while true {
            let text = try await control("endpoint", "status", "--write-out", "json")
            let line = text.split(separator: "\n").last { $0.hasPrefix("[") } ?? "[]"
            let endpoints = try JSONDecoder().decode([Endpoint].self, from: Data(line.utf8))
            let leads = endpoints.firstIndex { $0.Status.leader != 0 && $0.Status.leader == $0.Status.header.member_id }
            if let leads { return leads }
            await Task.yield()
        }
    }
}
