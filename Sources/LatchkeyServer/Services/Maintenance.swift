import Foundation
import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeyTokens
import Logging
import ServiceLifecycle

/// Rotates the signing key when it is due, removes what has expired and packs what the next start reads, once an hour or
/// more often.
struct Maintenance: Service {
    /// Seconds after which an untouched count of failed logins is forgotten.
    private static let failureMemory: TimeInterval = 86_400
    /// How many names that nobody has are counted at most.
    private static let unknownNames = 100_000

    /// Seconds that an expired session is kept, so that its holder is told `refresh_expired`.
    private static let sessionMemory: TimeInterval = 30 * 86_400
    /// Seconds that a mail is remembered which was sent or given up; longer than the limits to a recipient look back.
    private static let mailMemory: TimeInterval = 7 * 86_400
    /// How many sessions one transaction removes: no request waits long behind it.
    private static let sessionPortion = 500

    let storage: any OAuthStorage
    let keys: KeyRing
    let rotation: KeyRotation
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await tidy(at: Date())
                } catch is CancellationError {
                    return
                } catch {
                    logger.error(
                        "maintenance failed; it is tried again later",
                        metadata: ["error": "\(error)"]
                    )
                }
                try? await Task.sleep(for: .seconds(interval))
            }
        }
    }

    /// An hour, less where keys live for less than a few.
    private var interval: TimeInterval { min(3600, max(rotation.lifetime / 10, 0.5)) }

    func tidy(at now: Date) async throws {
        if let next = try await rotation.rotateIfDue(at: now) {
            logger.notice("signing key rotated", metadata: ["kid": "\(next.keyID)"])
        }
        try await keys.removeExpired(at: now)
        try await storage.oauthTransaction { tx in
            try tx.assertions.removeExpired(before: tx.now)
            try tx.revocations.removeExpired(at: tx.now)
            try tx.statuses.removeExpired(at: tx.now)
            // Those of receivers that are not configured any more; the others were given up before.
            try tx.webhooks.removeOlder(than: tx.now - WebhookSchedule.lifetime)
            try tx.loginFailures.removeStale(
                before: tx.now - Self.failureMemory,
                keepingUnknown: Self.unknownNames
            )
            try tx.oneTimeTokens.removeExpired(at: tx.now)
            try tx.emailChanges.removeExpired(at: tx.now)
            try tx.factors.removePending(before: tx.now - SecondFactors.confirmationPeriod)
            try tx.devices.removeExpired(at: tx.now)
        }
        try await packRevocations()
        try await removeOldSessions()
        try await removeOldMails()
    }

    private func packRevocations() async throws {
        var isMore = true
        while isMore, !Task.isCancelled {
            isMore = try await storage.transaction { try $0.revocations.pack() }
        }
    }

    private func removeOldMails() async throws {
        var removed = Self.sessionPortion
        while removed == Self.sessionPortion, !Task.isCancelled {
            removed = try await storage.transaction { tx in
                try tx.mail.removeOld(before: tx.now - Self.mailMemory, limit: Self.sessionPortion)
            }
        }
    }

    private func removeOldSessions() async throws {
        var removed = Self.sessionPortion
        while removed == Self.sessionPortion, !Task.isCancelled {
            removed = try await storage.transaction { tx in
                try tx.sessions.removeExpired(before: tx.now - Self.sessionMemory, limit: Self.sessionPortion)
            }
        }
    }
}

extension Maintenance: CustomStringConvertible {
    var description: String { "Maintenance" }
}
