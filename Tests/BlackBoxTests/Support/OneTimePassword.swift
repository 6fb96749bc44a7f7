import Foundation

/// The codes of an authenticator, as Debian's `oathtool` computes them.
enum OneTimePassword {
    static let oathtool = "/usr/bin/oathtool"

    /// What oathtool computes from a secret; it runs for a moment only.
    static func code(_ secret: String, at time: Date = Date()) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: oathtool)
        process.arguments = [
            "--totp", "--base32", "--now=@\(Int(time.timeIntervalSince1970))", secret,
        ]
        process.standardOutput = output
        try process.run()
        let code = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return code.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
