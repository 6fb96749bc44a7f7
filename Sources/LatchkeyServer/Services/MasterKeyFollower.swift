import LatchkeyAccounts
import LatchkeyTokens
import Logging
import Synchronization

/// Takes the new master key when that of the database was exchanged beside this process.
final class MasterKeyFollower: Sendable {
    private let storage: any AccountStorage
    private let masterKey: MasterKey
    private let find: AuthServices.MasterKeySource?
    private let logger: Logger
    /// The master key that was asked for in vain, by its check; the log is told once of each.
    private let missing = Mutex<[UInt8]?>(nil)

    init(
        storage: any AccountStorage,
        masterKey: MasterKey,
        find: AuthServices.MasterKeySource?,
        logger: Logger
    ) {
        self.storage = storage
        self.masterKey = masterKey
        self.find = find
        self.logger = logger
    }

    /// Follows; `false` when that did not succeed, and has to be tried again.
    func settle() async -> Bool {
        do {
            guard let binding = try await storage.masterKeyBinding(), !binding.fits(masterKey) else {
                return true
            }
            return take(binding)
        } catch {
            // Whoever reads the rest meets the same, and says so.
            return false
        }
    }

    private func take(_ binding: MasterKeyBinding) -> Bool {
        do {
            guard let find else { throw MasterKeyMismatch() }
            let next = try find(binding)
            guard binding.fits(next) else { throw MasterKeyMismatch() }
            masterKey.become(next)
            missing.withLock { $0 = nil }
            logger.notice("the new master key of the database was taken")
            return true
        } catch {
            let isNews = missing.withLock { missing in
                defer { missing = binding.check }
                return missing != binding.check
            }
            guard isNews else { return false }
            logger.error(
                """
                the master key of the database was exchanged, and this node does not have the new one: it sends no mail, \
                takes no second factor and no new signing key; put the new one where the old one is, or name it by \
                LATCHKEY_NEXT_MASTER_KEY_FILE and start again
                """,
                metadata: ["error": "\(error)"]
            )
            return false
        }
    }
}
