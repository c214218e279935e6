import ConfigStoreClient
import CurlTransport
import Foundation
import Glibc
import HTTPTransport
import ServiceTesting
import Synchronization

/// One configstore of several over the same etcd: a process that is killed, paused and started again.
final class ChaosInstance: Sendable {
    let number: Int
    let directory: String
    let line: ChaosLine
    private let environment: [String: String]
    private let process = Mutex<SallyportProcess?>(nil)
    private let address = Mutex("")
    private let executable = Mutex(SallyportProcess.executable)

    /// - Parameter environment: What it is told besides.
    init(number: Int, directory: String, line: ChaosLine, environment: [String: String]) {
        self.number = number
        self.directory = directory
        self.line = line
        self.environment = environment
    }

    /// Where it was last.
    var url: String { address.withLock { $0 } }

    /// Lets it be another version from its next start on.
    func become(_ executable: URL) { self.executable.withLock { $0 = executable } }

    /// Starts it, where it was before, and waits until it listens.
    func start() async throws {
        let port = try URL(string: url)?.port ?? FreePort.find()
        let started = try await SallyportProcess(
            arguments: [
                "--components", "configstore", "--configstore-listen", "\(line.host):\(port)", "--data-dir", directory,
                "--plugins", SallyportProcess.root + "/plugins.yaml",
            ],
            waitingFor: ["configstore"],
            environment: environment.merging(["SALLYPORT_STORE": line.store]) { $1 }, launcher: line.launcher,
            executable: executable.withLock { $0 })
        address.withLock { $0 = started.configStoreURL }
        process.withLock { $0 = started }
    }

    func kill() async {
        let running = process.withLock { process in
            defer { process = nil }
            return process
        }
        _ = await running?.stop(SIGKILL)
    }

    /// Removes all that a killed instance had, as a new host in its place has it.
    func loseDisk() throws { try FileManager.default.removeItem(atPath: directory) }

    func pause() { process.withLock { $0 }?.send(SIGSTOP) }
    func resume() { process.withLock { $0 }?.send(SIGCONT) }

    /// What it has said since it was started.
    var log: String { process.withLock { $0 }?.log ?? "" }

    /// How far the store is for it.
    func revision() async throws -> Int {
        let seen = SeenRevision()
        _ = try await SeenRevision.$current.withValue(seen) {
            try await process.withLock { $0 }?.client.remoteSources(limit: 1)
        }
        return seen.revision
    }

    /// Waits until its answers have a time that is so far from the real one: they have it from some moments ago.
    func showsTime(aheadBy seconds: Double) async throws {
        let end = ContinuousClock.now + .seconds(20)
        while abs(try await time().timeIntervalSinceNow - seconds) > 60 {
            guard ContinuousClock.now < end else {
                throw ChaosFailure(description: "the clock of instance \(number) did not jump by \(seconds) s")
            }
        }
    }

    /// What its clock says.
    private func time() async throws -> Date {
        let answer = try await SallyportProcess.transport().send(
            TransportRequest(method: "GET", url: url + "/healthz"))
        let text = answer.headers.first(named: "Date") ?? ""
        let style = Date.VerbatimFormatStyle(
            format:
                "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
            locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
        return try Date(text, strategy: style.parseStrategy)
    }

    /// Ends it as an operator does.
    func stop() async -> Int32 {
        resume()
        return await process.withLock { $0 }?.stop(SIGTERM) ?? 0
    }
}
