import CurlTransport
import Foundation
import Glibc
import HTTPTransport
import ServiceTesting
import Testing

/// A part that is a process of its own, killed and started again at the port that it got first.
final class KillablePart: Sendable {
    private let process: ChildProcess
    let url: String
    private let progressURL: String

    /// Starts one and waits until it listens.
    ///
    /// - Parameters:
    ///   - name: `forge` or `sink`.
    ///   - previous: The one whose port it takes.
    init(_ name: String, _ arguments: [String], insteadOf previous: KillablePart? = nil) async throws {
        let port = try previous.flatMap { URL(string: $0.url)?.port } ?? FreePort.find()
        process = try ChildProcess(
            SallyportProcess.executable.deletingLastPathComponent().appending(path: "KillableParts"),
            arguments: [name, "--port", String(port)] + arguments)
        url = try await process.output(after: "\(name) listening on ")
        progressURL = name == "sink" ? url : try await process.output(after: "progress listening on ")
    }

    func kill() async { _ = await process.stop(SIGKILL) }

    /// Waits until it has come that far, and returns how far it has come.
    @discardableResult
    func reaches(_ count: Int) async throws -> Int {
        let answer = try await SallyportProcess.transport().send(
            TransportRequest(
                method: "GET", url: "\(progressURL)/progress?reaches=\(count)", deadline: .now + .seconds(120)))
        return try #require(Int(String(decoding: answer.body, as: UTF8.self)))
    }
}
