#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif
import LatchkeyServer

/// How much room there is for the database.
struct DiskCheckup: Sendable {
    private static let little = 1 << 30
    private static let tooLittle = 100 << 20

    let configuration: ServerConfiguration

    func findings() -> [CheckupFinding] {
        guard let free = Self.freeOctets(configuration.data) else { return [] }
        let text = "\(ByteCount.text(free)) are free where \(configuration.data) is."
        let change = "Make room, or data: FOLDER on another disk."
        if free < Self.tooLittle { return [.problem("disk", text, change: change)] }
        if free < Self.little { return [.warning("disk", text, change: change)] }
        return [.good("disk", text)]
    }

    /// What a user who is not root can still write.
    private static func freeOctets(_ path: String) -> Int? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        let (octets, isTooMuch) = UInt(status.f_bavail).multipliedReportingOverflow(by: UInt(status.f_frsize))
        return isTooMuch ? Int.max : Int(clamping: octets)
    }
}
