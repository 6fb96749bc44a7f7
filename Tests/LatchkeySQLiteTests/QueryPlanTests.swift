import GRDB
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeySQLite

@Suite("Query plans")
struct QueryPlanTests {
    private static let statements = [
        SQLiteAccountStore.selectByID, SQLiteAccountStore.selectByEmail, SQLiteAccountStore.selectByUsername,
        SQLiteAccountStore.selectPage, SQLiteAccountStore.update, SQLiteAccountStore.delete,
        SQLiteAccountStore.deleteAuditDetail,
        SQLiteCredentialStore.select, SQLiteCredentialStore.delete,
        SQLiteRoleStore.select, SQLiteRoleStore.delete,
        SQLiteSessionStore.selectByID, SQLiteSessionStore.selectByBrowser, SQLiteSessionStore.selectByAccount,
        SQLiteSessionStore.rotate, SQLiteSessionStore.update, SQLiteSessionStore.deleteExpired,
        SQLiteRevocationStore.selectAfter, SQLiteRevocationStore.deleteExpired,
        SQLiteLoginFailureStore.select, SQLiteLoginFailureStore.delete,
        SQLiteLoginFailureStore.deleteByAccount,
        SQLiteLoginFailureStore.deleteOlder,
        SQLiteAuditStore.selectAfter, SQLiteAuditCursorStore.select, SQLiteAuditCursorStore.update,
        SQLiteAuditStore.select(AuditFilter(account: UUIDv7(high: 0, low: 0))),
        SQLiteAuditStore.select(AuditFilter(kind: .loginFailed)),
        SQLiteAuditStore.select(AuditFilter(since: testTime)), SQLiteAuditStore.select(AuditFilter()),
        SQLiteWebhookStore.selectDue, SQLiteWebhookStore.begin, SQLiteWebhookStore.delete,
        SQLiteRoleStore.selectOpenHolders,
        SQLiteAuditChainStore.selectUnsealed, SQLiteAuditChainStore.selectSealed,
        SQLiteAuditChainStore.update, SQLiteAuditChainStore.updateDetail, SQLiteAuditChainStore.updateHead,
        SQLiteOneTimeTokenStore.redeem, SQLiteOneTimeTokenStore.redeemCode, SQLiteOneTimeTokenStore.select,
        SQLiteOneTimeTokenStore.countAttempt, SQLiteOneTimeTokenStore.selectCode,
        SQLiteOneTimeTokenStore.deleteTokens, SQLiteOneTimeTokenStore.deleteCode,
        SQLiteOneTimeTokenStore.deleteAll, SQLiteOneTimeTokenStore.deleteExpired,
        SQLiteOpaqueSessionStore.selectLive, SQLiteOpaqueSessionStore.touch, SQLiteOpaqueSessionStore.renew,
        SQLiteOpaqueSessionStore.delete, SQLiteOpaqueSessionStore.deleteByID,
        SQLiteOpaqueSessionStore.deleteBySubject, SQLiteOpaqueSessionStore.selectBySubject,
        SQLiteOpaqueSessionStore.deleteExpired,
        SQLiteExternalIdentityStore.select, SQLiteExternalIdentityStore.selectByAccount,
        SQLiteExternalIdentityStore.delete,
        SQLiteClientStore.selectByID, SQLiteClientStore.selectPage, SQLiteClientStore.update,
        SQLiteClientStore.delete, SQLiteClientStore.selectSessions,
        SQLiteClientAssertionStore.deleteExpired,
        SQLiteImportStore.select, SQLiteImportStore.selectRefusals,
        SQLiteMailQueueStore.lease, SQLiteMailQueueStore.markSent, SQLiteMailQueueStore.postpone,
        SQLiteMailQueueStore.giveUp, SQLiteMailQueueStore.selectKinds, SQLiteMailQueueStore.removeOld,
        SQLiteEmailChangeStore.select, SQLiteEmailChangeStore.delete, SQLiteEmailChangeStore.deleteExpired,
    ]

    @Test("a statement finds its rows by an index and sorts nothing", arguments: statements)
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
