import ArgumentParser
import Foundation
import Glibc
import RemoteSourcesTesting

/// Tries inputs, and writes down which one before each: whoever watches knows what it was when this process is gone.
struct FuzzWorker {
    let readers: FuzzReaders
    let journal: String
    let seed: UInt64
    let seconds: Int

    func run() async throws {
        guard let file = FileHandle(forUpdatingAtPath: journal) else { throw ExitCode(2) }
        let end = ContinuousClock.now + .seconds(seconds)
        var (number, round) = (0, seed)
        while ContinuousClock.now < end {
            for reader in readers.all where ContinuousClock.now < end {
                number += 1
                note("\(number)\t\(round)\t\(reader.path)", file)
                if let problem = await reader.fuzzing.problem(of: reader.name, seed: round) {
                    note("\(number)\t\(round)\t\(reader.path)\t\(problem)", file)
                    throw ExitCode(3)
                }
            }
            round &+= 1
        }
        note("\(number)\t\(round)\tdone", file)
    }

    /// A line of a length that is always the same, so that it is never seen half written over a longer one.
    private func note(_ text: String, _ file: FileHandle) {
        var line = Array(text.utf8.prefix(1023))
        line += [UInt8](repeating: 0x20, count: 1023 - line.count) + [0x0A]
        _ = line.withUnsafeBytes { pwrite(file.fileDescriptor, $0.baseAddress, $0.count, 0) }
    }
}
