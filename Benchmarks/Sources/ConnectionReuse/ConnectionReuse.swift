import CurlTransport
import Foundation
import HTTPTransport

/// Sends the same requests over kept connections and over a new one each, in turns, and prints both rates.
@main
struct ConnectionReuse {
    static let requestsPerRound = 2_000
    static let rounds = 5

    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: ConnectionReuse URL\n".utf8))
            exit(64)
        }
        let url = CommandLine.arguments[1]
        let transport = try CurlTransport(configuration: .init(outboundAllow: [.init("127.0.0.0/8")]))
        var kept: [Double] = []
        var fresh: [Double] = []
        for _ in 0..<rounds {
            kept.append(try await rate(url, headers: [], over: transport))
            fresh.append(try await rate(url, headers: [TransportHeader("Connection", "close")], over: transport))
        }
        await transport.shutdown()
        let reused = kept.sorted()[rounds / 2]
        let new = fresh.sorted()[rounds / 2]
        print("reused \(Int(reused)) new \(Int(new)) ratio \((reused / new * 100).rounded() / 100)")
    }

    static func rate(
        _ url: String, headers: [TransportHeader], over transport: some HTTPTransport
    ) async throws -> Double {
        let start = ContinuousClock.now
        for _ in 0..<requestsPerRound {
            _ = try await transport.send(TransportRequest(method: "GET", url: url, headers: headers))
        }
        let spent = (ContinuousClock.now - start).components
        return Double(requestsPerRound) / (Double(spent.seconds) + Double(spent.attoseconds) / 1e18)
    }
}
