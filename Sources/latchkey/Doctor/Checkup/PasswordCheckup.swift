import LatchkeyAccounts

/// What the configured cost of password hashes asks of this machine.
struct PasswordCheckup: Sendable {
    /// KiB times passes: about a second, 25 times OWASP's baseline.
    private static let greatCost = 1 << 20

    let cost: Argon2Parameters

    func findings() -> [CheckupFinding] { [great(), lanes()].compactMap(\.self) }

    private func great() -> CheckupFinding? {
        guard Int(cost.memory) * Int(cost.iterations) > Self.greatCost else { return nil }
        let processors = PasswordHasher.processors
        let memory = ByteCount.text(Int(cost.memory) * 1024 * processors)
        return .warning(
            "passwords",
            "Each login hashes at \(cost), for a second or longer; \(processors) at once take \(memory).",
            change: "latchkey doctor --calibrate-passwords finds a cost for this machine."
        )
    }

    private func lanes() -> CheckupFinding? {
        guard cost.parallelism > 1 else { return nil }
        let single = Argon2Parameters(memory: cost.memory, iterations: cost.iterations, parallelism: 1)
        return .warning(
            "passwords",
            "A hash runs on one thread here: the \(cost.parallelism) lanes of \(cost) save no time, and help attackers who "
                + "compute them side by side.",
            change: "passwords.argon2: \"\(single)\""
        )
    }
}
