import Foundation
import Glibc
import Instruments

/// What the process takes, under the names that Prometheus' own libraries use. What the system does not say is left out.
struct ProcessMetrics: MetricSource {
    func metrics() async -> [Metric] {
        var metrics = [Metric.counter("process_cpu_seconds_total", "CPU time of the process", seconds: Self.cpuSeconds)]
        if let pages = Self.field(1, of: "/proc/self/statm") {
            metrics.append(
                .gauge("process_resident_memory_bytes", "Memory of the process that is in RAM", pages * Self.pageBytes))
        }
        if let ticks = Self.field(19, of: "/proc/self/stat", after: ")"), let boot = Self.bootTime {
            let start = boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
            metrics.append(.gauge("process_start_time_seconds", "When the process started, since 1970", start))
        }
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            // One of them is the folder itself.
            metrics.append(.gauge("process_open_fds", "File descriptors that are open", Double(open.count - 1)))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit) == 0 {
            metrics.append(
                .gauge("process_max_fds", "File descriptors that may be open", Double(limit.rlim_cur)))
        }
        return metrics
    }

    private static let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))

    private static var cpuSeconds: Double {
        var usage = rusage()
        guard getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
        return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }

    /// When the machine started.
    private static let bootTime: Double? = {
        let lines = text(of: "/proc/stat").split(separator: "\n")
        return lines.first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }()

    /// A number among those of a file of the system.
    ///
    /// - Parameter mark: What the numbers come behind: the name of a program may have spaces.
    private static func field(_ place: Int, of path: String, after mark: Character? = nil) -> Double? {
        let text = text(of: path)
        let start = mark.flatMap { text.lastIndex(of: $0) }.map { text.index(after: $0) } ?? text.startIndex
        let fields = text[start...].split(separator: " ")
        return place < fields.count ? Double(fields[place]) : nil
    }

    private static func text(of path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
