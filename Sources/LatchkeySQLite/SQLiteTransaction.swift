import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// The stores of one transaction on one connection.
struct SQLiteTransaction: AccountTransaction {
    let database: Database
    let now: Date
    let node: UUIDv7
    let mark: AuditMark
    let actor: AuditActor?

    /// Takes the time once, cut to the millisecond that the tables can hold.
    init(database: Database, now: Date, node: UUIDv7, mark: AuditMark, actor: AuditActor? = nil) {
        self.database = database
        self.now = Date(milliseconds: now.milliseconds)
        self.node = node
        self.mark = mark
        self.actor = actor
    }

    var accounts: any AccountStore { SQLiteAccountStore(database: database) }
    var credentials: any CredentialStore { SQLiteCredentialStore(database: database, now: .date(now)) }
    var roles: any RoleStore { SQLiteRoleStore(database: database, now: .date(now)) }
    var sessions: any SessionStore { SQLiteSessionStore(database: database, now: .date(now)) }
    var revocations: any RevocationStore { SQLiteRevocationStore(database: database) }
    var loginFailures: any LoginFailureStore { SQLiteLoginFailureStore(database: database) }
    var identities: any ExternalIdentityStore {
        SQLiteExternalIdentityStore(database: database, now: .date(now))
    }
    var audit: any AuditStore {
        SQLiteAuditStore(database: database, now: .date(now), node: node, mark: mark, actor: actor)
    }
    var auditChain: any AuditChainStore { SQLiteAuditChainStore(database: database, node: node) }
    var auditCursors: any AuditCursorStore { SQLiteAuditCursorStore(database: database, now: .date(now)) }
    var webhooks: any WebhookStore { SQLiteWebhookStore(database: database, now: .date(now)) }
    var imports: any ImportStore { SQLiteImportStore(database: database, now: .date(now)) }
    var mail: any MailQueueStore { SQLiteMailQueueStore(database: database, now: .date(now)) }
    var oneTimeTokens: any OneTimeTokenStore { SQLiteOneTimeTokenStore(database: database) }
    var emailChanges: any EmailChangeStore { SQLiteEmailChangeStore(database: database) }
    var factors: any FactorStore { SQLiteFactorStore(database: database, now: .date(now)) }
    var recoveryCodes: any RecoveryCodeStore { SQLiteRecoveryCodeStore(database: database) }
    var devices: any KnownDeviceStore { SQLiteKnownDeviceStore(database: database) }
}
