import GRDB
import Testing

@testable import LatchkeySQL
@testable import LatchkeySQLite

@Suite("Query plans")
struct QueryPlanTests {
    private static let statements = [
        SQLAccountStore.selectByID, SQLAccountStore.selectByEmail, SQLAccountStore.selectByUsername,
        SQLAccountStore.selectPage, SQLAccountStore.update, SQLAccountStore.delete,
        SQLAccountStore.deleteAuditDetail,
        SQLCredentialStore.select, SQLCredentialStore.delete,
        SQLRoleStore.select, SQLRoleStore.delete,
        SQLSessionStore.selectByID, SQLSessionStore.selectByBrowser, SQLSessionStore.selectByAccount,
        SQLSessionStore.rotate, SQLSessionStore.update, SQLSessionStore.deleteExpired,
        SQLRevocationStore.selectAfter, SQLRevocationStore.deleteExpired,
        SQLRevocationStore.selectPack, SQLRevocationStore.countPacks, SQLRevocationStore.deleteExpiredPacks,
        SQLLoginFailureStore.select, SQLLoginFailureStore.delete,
        SQLLoginFailureStore.deleteByAccount,
        SQLLoginFailureStore.deleteOlder,
        SQLAuditStore.selectAfter, SQLAuditCursorStore.select, SQLAuditCursorStore.update,
        SQLWebhookStore.selectDue, SQLWebhookStore.begin, SQLWebhookStore.delete,
        SQLRoleStore.selectOpenHolders,
        SQLAuditChainStore.selectUnsealed, SQLAuditChainStore.selectSealed,
        SQLAuditChainStore.update, SQLAuditChainStore.updateDetail, SQLAuditChainStore.updateHead,
        SQLOneTimeTokenStore.redeem, SQLOneTimeTokenStore.redeemCode, SQLOneTimeTokenStore.select,
        SQLOneTimeTokenStore.countAttempt, SQLOneTimeTokenStore.selectPage,
        SQLOneTimeTokenStore.selectCode,
        SQLOneTimeTokenStore.deleteTokens, SQLOneTimeTokenStore.deleteCode,
        SQLOneTimeTokenStore.deleteAll, SQLOneTimeTokenStore.deleteExpired,
        SQLOpaqueSessionStore.selectLive, SQLOpaqueSessionStore.touch, SQLOpaqueSessionStore.renew,
        SQLOpaqueSessionStore.delete, SQLOpaqueSessionStore.deleteByID,
        SQLOpaqueSessionStore.deleteBySubject, SQLOpaqueSessionStore.selectBySubject,
        SQLOpaqueSessionStore.deleteExpired,
        SQLExternalIdentityStore.select, SQLExternalIdentityStore.selectByAccount,
        SQLExternalIdentityStore.delete,
        SQLClientStore.selectByID, SQLClientStore.selectPage, SQLClientStore.update,
        SQLClientStore.delete, SQLClientStore.selectSessions,
        SQLClientAssertionStore.deleteExpired,
        SQLImportStore.select, SQLImportStore.selectRefusals,
        SQLMailQueueStore.lease, SQLMailQueueStore.markSent, SQLMailQueueStore.postpone,
        SQLMailQueueStore.giveUp, SQLMailQueueStore.selectKinds, SQLMailQueueStore.removeOld,
        SQLMailQueueStore.backlog,
        SQLTokenStatusStore.select, SQLTokenStatusStore.selectInvalidated,
        SQLTokenStatusStore.deleteExpired, SQLTokenStatusStore.selectSessionInUse,
        SQLTokenStatusStore.selectPlaceInUse, SQLMasterKeyStore.selectKeys,
        SQLMasterKeyStore.selectFactors, SQLMasterKeyStore.updateKey,
        SQLMasterKeyStore.updateFactor, SQLMasterKeyStore.updateMail,
        SQLEmailChangeStore.select, SQLEmailChangeStore.delete, SQLEmailChangeStore.deleteExpired,
    ]

    @Test(
        "a statement finds its rows by an index and sorts nothing",
        arguments: (statements + SQLAuditStore.selections).map(\.sqlite)
    )
    func plan(statement: String) async throws {
        let directory = try TemporaryDirectory()
        let steps = try await openStorage(directory).pool.read { database in
            try database.all("EXPLAIN QUERY PLAN \(statement)") { row in
                for _ in 0..<3 { _ = try row.integer() }
                return try row.text()
            }
        }
        #expect(!steps.isEmpty)
        #expect(
            steps.filter { !["SEARCH", "CORRELATED", "LIST SUBQUERY"].contains(where: $0.hasPrefix) } == []
        )
    }
}
