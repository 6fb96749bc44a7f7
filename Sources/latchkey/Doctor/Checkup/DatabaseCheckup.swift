import FoundationEssentials
import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeySQLite
import LatchkeyServer
import LatchkeyTokens

/// The database, the master key that it is bound to, the signing keys, and the mails that wait in it.
struct DatabaseCheckup: Sendable {
    let configuration: ServerConfiguration
    let now: Date

    func findings() async -> [CheckupFinding] {
        switch configuration.databaseLocation {
        case .file(let path): await findings(inFile: path)
        case .server: await findingsOnServer()
        }
    }

    private func findingsOnServer() async -> [CheckupFinding] {
        do {
            let database = try await Database.open(configuration)
            let binding = try await database.storage.masterKeyBinding()
            let check = binding.flatMap { masterKey(fits: $0.fits) }
            let whole = CheckupFinding.good("database", "\(database) answers, its schema is current.")
            let inside = try await inside(database.storage)
            try? await database.close()
            return [whole] + [check].compactMap(\.self) + inside
        } catch {
            return [
                .problem(
                    "database",
                    "\(error)".sentence,
                    change: "database: postgres://USER@HOST/NAME"
                )
            ]
        }
    }

    private func inside(_ storage: any OAuthStorage) async throws -> [CheckupFinding] {
        try await [keys(storage), clock(storage), mails(storage)].compactMap(\.self)
    }

    private func findings(inFile path: String) async -> [CheckupFinding] {
        let inspection: SQLiteInspection
        do {
            inspection = try SQLiteInspection(of: path)
        } catch {
            return [.problem("database", error.description.sentence, change: remedy(error))]
        }
        let size = ByteCount.text(inspection.octets)
        guard !inspection.isOutdated else {
            return [
                .warning(
                    "database",
                    "\(path) is whole (\(size)), and of an older version.",
                    change: "latchkey serve brings it up to date; run latchkey backup FILE before."
                ), masterKey(inspection),
            ].compactMap(\.self)
        }
        let whole = CheckupFinding.good("database", "\(path) is whole (\(size)), its schema is current.")
        do {
            let database = try await Database.open(configuration)
            let inside = try await inside(database.storage)
            try? await database.close()
            return [whole, masterKey(inspection)].compactMap(\.self) + inside
        } catch {
            let sentence = "\(path) cannot be read: \(error)".sentence
            return [.problem("database", sentence, change: "latchkey restore FILE brings a backup back.")]
        }
    }

    private func remedy(_ error: SQLiteStorageError) -> String {
        switch error {
        case .damaged, .failed: "latchkey restore FILE brings a backup back; the damaged file is kept."
        case .newerVersion: "Use the version of latchkey that this database was last served with."
        case .foreign: "database: sqlite:PATH-OF-YOUR-DATABASE"
        default: "data: FOLDER, or run this as the user that the server runs as."
        }
    }

    private func masterKey(_ inspection: SQLiteInspection) -> CheckupFinding? {
        masterKey { key in inspection.masterKeyCheck.map { $0 == key.derive(.check) } ?? true }
    }

    private func masterKey(fits: (MasterKey) -> Bool) -> CheckupFinding? {
        let location = MasterKeyLocation(data: configuration.data)
        do {
            let candidates = try location.candidates(where: fits)
            // It names what is missing.
            if candidates.isEmpty { _ = try location.load(databaseIsNew: false) }
            guard let found = candidates.first(where: { fits($0.key) }) else { return lost(location) }
            return finding(found, among: candidates)
        } catch let error as ConfigurationError where error.isOpenSecret {
            // Among the permissions it is said, too.
            return nil
        } catch let error as ConfigurationError {
            return .problem(
                "master key",
                error.fault.sentence,
                change: error.remedy?.sentence
                    ?? "LATCHKEY_MASTER_KEY_FILE=PATH, or put it into \(location.file)."
            )
        } catch {
            return .problem(
                "master key",
                "\(error)".sentence,
                change: "LATCHKEY_MASTER_KEY_FILE=PATH, or put it into \(location.file)."
            )
        }
    }

    private func lost(_ location: MasterKeyLocation) -> CheckupFinding {
        .problem(
            "master key",
            "The master key is not the one of this database: the server would not start.",
            change: "Put the right one into \(location.file)."
        )
    }

    /// The right one is there; an exchange may have been left half done.
    private func finding(
        _ found: MasterKeyLocation.Candidate,
        among candidates: [MasterKeyLocation.Candidate]
    ) -> CheckupFinding {
        guard candidates.count > 1 || found.isNext else {
            return .good("master key", "The master key belongs to this database.")
        }
        let isInFolder = MasterKeyLocation(data: configuration.data).namedPlace == nil
        guard found.isNext else {
            let file = isInFolder ? nil : candidates.first(where: \.isNext)?.place
            return .warning(
                "master key",
                "The master key belongs to this database, and another one waits to take its place.",
                change: "latchkey key rotate --master\(file.map { " --to \($0)" } ?? "") exchanges it."
            )
        }
        return .warning(
            "master key",
            "The database belongs to \(found.place): its master key was exchanged.",
            change: isInFolder
                ? "latchkey key rotate --master puts it in its place."
                : "LATCHKEY_MASTER_KEY_FILE=\(found.place)"
        )
    }

    /// As the ring has it: the one that has not been replaced is the youngest.
    private static func isOlder(_ one: SealedRingKey, _ other: SealedRingKey) -> Bool {
        guard (one.expiresAt == nil) == (other.expiresAt == nil) else { return one.expiresAt != nil }
        return one.createdAt < other.createdAt
    }

    private func keys(_ storage: any OAuthStorage) async throws -> CheckupFinding {
        let all = try await storage.ringKeys()
        guard !all.isEmpty else {
            return .good(
                "keys",
                "There is no signing key yet: the server makes one when it starts for the first time."
            )
        }
        let keys = all.filter { $0.expiresAt.map { $0 > now } ?? true }
        guard let active = keys.filter({ $0.activatesAt <= now }).max(by: Self.isOlder)
        else {
            return .problem("keys", "No signing key is active.", change: "latchkey key rotate --now")
        }
        let age = Int(now.timeIntervalSince(active.activatesAt) / 86_400)
        let next = active.activatesAt + configuration.keyLifetime
        let isWaiting = keys.contains { $0.activatesAt > now }
        guard isWaiting || next > now - 86_400 else {
            return .warning(
                "keys",
                "The signing key \(active.keyID) is \(age) days old, and its replacement is overdue.",
                change: "latchkey serve replaces it within an hour; latchkey key rotate does so now."
            )
        }
        let then =
            isWaiting
            ? "its successor is published already" : "its replacement is due \(Timestamp.text(next))"
        return .good("keys", "The signing key \(active.keyID) is \(age) days old; \(then).")
    }

    /// Events of the future mean that the clock went back.
    private func clock(_ storage: any OAuthStorage) async throws -> CheckupFinding? {
        let last = try await storage.read { tx in
            try tx.audit.events(matching: AuditFilter(), before: nil, limit: 1).first?.recordedAt
        }
        guard let last, last > now + 60 else { return nil }
        return .problem(
            "clock",
            "The audit log ends at \(Timestamp.text(last)), which is yet to come: the clock went back.",
            change: "Set the clock (timedatectl set-ntp true) before anybody signs in."
        )
    }

    private func mails(_ storage: any OAuthStorage) async throws -> CheckupFinding? {
        guard let backlog = try await storage.read({ try $0.mail.backlog() }), let oldest = backlog.oldest,
            now.timeIntervalSince(oldest) > 3600
        else { return nil }
        return .warning(
            "mail",
            "\(backlog.count) mails wait, the oldest since \(Timestamp.text(oldest)).",
            change: "mail.smtp: smtp://HOST:587, and see the server's log for why they are not taken."
        )
    }
}
