import CurlTransport
import Foundation
import HTTPTransport

/// Sends the same requests over a kept connection and over a new one each, in turns, and prints both rates of each round.
@main
struct ConnectionReuse {
    static func main() async throws {
        guard CommandLine.arguments.count == 4, let rounds = Int(CommandLine.arguments[2]),
            let requests = Int(CommandLine.arguments[3])
        else {
            FileHandle.standardError.write(Data("usage: ConnectionReuse URL ROUNDS REQUESTS\n".utf8))
            exit(64)
        }
        let url = CommandLine.arguments[1]
        let transport = try CurlTransport(configuration: .init(outboundAllow: [AddressRange("127.0.0.0/8")]))
        defer { transport.shutdown() }
        let endsConnection = [TransportHeader("Connection", "close")]
        // The first request of all pays for starting the thread.
        _ = try await rate(url, requests: 10, headers: [], over: transport)
        for _ in 0..<rounds {
            let kept = try await rate(url, requests: requests, headers: [], over: transport)
            let new = try await rate(url, requests: requests, headers: endsConnection, over: transport)
            print("\(kept) \(new)")
        }
    }

    /// Requests per second, one after the other.
    static func rate(
        _ url: String, requests: Int, headers: [TransportHeader], over transport: some HTTPTransport
    ) async throws -> Double {
        let start = ContinuousClock.now
        for _ in 0..<requests {
            let request = TransportRequest(method: "GET", url: url, headers: headers)
            guard try await transport.send(request).status == 200 else { throw Refused() }
        }
        return Double(requests) / ((ContinuousClock.now - start) / .seconds(1))
    }
}

/// The server answered something else than 200.
private struct Refused: Error {}
