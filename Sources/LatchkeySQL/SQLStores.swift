package import FoundationEssentials
package import LatchkeyAccounts
package import LatchkeyOAuth
package import LatchkeyTokens

/// The stores of one transaction, for every back end that speaks SQL.
package struct SQLStores: AccountTransaction, OAuthTransaction {
    let database: SQLDatabase
    private let node: UUIDv7
    private let actor: AuditActor?

    /// The stores of a transaction.
    ///
    /// - Parameters:
    ///   - transaction: what runs the statements.
    ///   - node: whose chain of the audit log this process goes on with.
    ///   - actor: who is noted in the audit log, where an event does not say.
    package init(_ transaction: any SQLTransaction, node: UUIDv7, actor: AuditActor?) {
        database = SQLDatabase(transaction)
        (self.node, self.actor) = (node, actor)
    }

    package var now: Date { database.now }

    package var accounts: any AccountStore { SQLAccountStore(database: database) }
    package var credentials: any CredentialStore { SQLCredentialStore(database: database) }
    package var roles: any RoleStore { SQLRoleStore(database: database) }
    package var sessions: any SessionStore { SQLSessionStore(database: database) }
    package var revocations: any RevocationStore { revocationLog }
    package var loginFailures: any LoginFailureStore { SQLLoginFailureStore(database: database) }
    package var identities: any ExternalIdentityStore { SQLExternalIdentityStore(database: database) }
    package var audit: any AuditStore { SQLAuditStore(database: database, node: node, actor: actor) }
    package var auditChain: any AuditChainStore { SQLAuditChainStore(database: database, node: node) }
    package var auditCursors: any AuditCursorStore { SQLAuditCursorStore(database: database) }
    package var webhooks: any WebhookStore { SQLWebhookStore(database: database) }
    package var imports: any ImportStore { SQLImportStore(database: database) }
    package var mail: any MailQueueStore { SQLMailQueueStore(database: database) }
    package var oneTimeTokens: any OneTimeTokenStore { SQLOneTimeTokenStore(database: database) }
    package var emailChanges: any EmailChangeStore { SQLEmailChangeStore(database: database) }
    package var factors: any FactorStore { SQLFactorStore(database: database) }
    package var recoveryCodes: any RecoveryCodeStore { SQLRecoveryCodeStore(database: database) }
    package var statuses: any TokenStatusStore { SQLTokenStatusStore(database: database) }
    package var masterKey: any MasterKeyStore { masterKeyCheck }
    package var devices: any KnownDeviceStore { SQLKnownDeviceStore(database: database) }
    package var clients: any ClientStore { SQLClientStore(database: database) }
    package var assertions: any ClientAssertionStore { SQLClientAssertionStore(database: database) }

    var revocationLog: SQLRevocationStore { SQLRevocationStore(database: database) }
    var opaqueSessions: SQLOpaqueSessionStore { SQLOpaqueSessionStore(database: database) }
    var ringKeys: SQLRingKeyStore { SQLRingKeyStore(database: database) }
    var masterKeyCheck: SQLMasterKeyStore { SQLMasterKeyStore(database: database) }
}
