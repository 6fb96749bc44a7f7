/// Whether something keeps the machine's clock right: every token says until when it is good.
struct ClockCheckup: Sendable {
    /// What programs that keep clocks right leave behind while they do.
    private static let signs = [
        ("/run/systemd/timesync/synchronized", "systemd-timesyncd"), ("/run/chrony/chronyd.pid", "chrony"),
        ("/run/chronyd.pid", "chrony"), ("/run/ntpd.pid", "ntpd"), ("/var/run/ntpd.pid", "ntpd"),
    ]
    /// A container has the clock of its host.
    private static let containers = ["/.dockerenv", "/run/.containerenv"]

    func findings() -> [CheckupFinding] {
        if let (_, name) = Self.signs.first(where: { Self.exists($0.0) }) {
            return [.good("clock", "\(name) keeps the clock right.")]
        }
        guard !Self.containers.contains(where: Self.exists) else { return [] }
        return [
            .warning(
                "clock",
                "Nothing was found that keeps the clock of this machine right.",
                change: "timedatectl set-ntp true"
            )
        ]
    }

    private static func exists(_ path: String) -> Bool {
        do throws(Descriptor.Failure) {
            try Descriptor.find(path)
            return true
        } catch {
            return false
        }
    }
}
