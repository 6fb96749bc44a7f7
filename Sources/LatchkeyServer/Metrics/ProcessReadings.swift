#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import FoundationEssentials

/// What the operating system knows of this process, by the names that Prometheus clients give it.
///
/// Read from `/proc`; where there is none, what cannot be known is left out.
enum ProcessReadings {
    static func families() -> [MetricFamily] {
        [
            cpu,
            residentMemory.map {
                .single("process_resident_memory_bytes", .gauge, "Memory that the process has in RAM.", $0)
            },
            openFiles.map { .single("process_open_fds", .gauge, "Files and sockets that are open.", $0) },
            fileLimit.map {
                .single("process_max_fds", .gauge, "How many files and sockets may be open.", $0)
            },
            startTime.map {
                .single(
                    "process_start_time_seconds",
                    .gauge,
                    "When the process began, in seconds since 1970.",
                    $0
                )
            },
        ].compactMap(\.self)
    }

    private static var cpu: MetricFamily? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        let seconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        return .single("process_cpu_seconds_total", .counter, "Time on processors, of all threads.", seconds)
    }

    private static var residentMemory: Double? {
        let fields = text("/proc/self/statm")?.split(separator: " ")
        return fields?.dropFirst().first.flatMap { Double($0) }.map {
            $0 * Double(sysconf(Int32(_SC_PAGESIZE)))
        }
    }

    private static var openFiles: Double? {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map {
            // One of them is the folder that is being read.
            Double(max(0, $0.count - 1))
        }
    }

    private static var fileLimit: Double? {
        var limit = rlimit()
        #if canImport(Glibc)
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        #else
        guard getrlimit(RLIMIT_NOFILE, &limit) == 0 else { return nil }
        #endif
        return Double(limit.rlim_cur)
    }

    /// Field 22 of `stat` counts ticks since the machine began; the name in field 2 may hold spaces and brackets.
    private static var startTime: Double? {
        guard let stat = text("/proc/self/stat"), let end = stat.lastIndex(of: ")"),
            let boot = text("/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let began = Double(boot.dropFirst("btime ".count))
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = Double(fields[19]) else { return nil }
        return began + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func text(_ path: String) -> String? {
        // Files of /proc say that they are empty.
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var octets = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&octets, 1, octets.count, file)
        return String(decoding: octets[..<count], as: UTF8.self)
    }
}
