import Testing

@testable import LatchkeySQL

@Suite("Statements that are written once")
struct SQLStatementTests {
    @Test("SQLite has numbered parameters of its own and no schema [D3]")
    func translation() {
        let statement = SQLStatement(
            "SELECT a FROM latchkey.b WHERE c = $2 AND d = $10 AND e <> 'latchkey' AND f = $2"
        )
        #expect(
            statement.sqlite == "SELECT a FROM b WHERE c = ?2 AND d = ?10 AND e <> 'latchkey' AND f = ?2"
        )
        #expect(
            statement.postgres
                == "SELECT a FROM latchkey.b WHERE c = $2 AND d = $10 AND e <> 'latchkey' AND f = $2"
        )
        #expect(statement.postgresReading == statement.postgres)
    }

    @Test(
        "only a transaction that writes, of several at a time, locks what it reads [D3]",
        arguments: [
            (.rows, " FOR NO KEY UPDATE"), (.rowsOf("a"), " FOR NO KEY UPDATE OF a"),
            (.sharedRows, " FOR SHARE"),
            (.freeRows, " FOR NO KEY UPDATE SKIP LOCKED"),
        ] as [(SQLStatement.Locking, String)]
    )
    func locking(_ locking: SQLStatement.Locking, _ clause: String) {
        let statement = SQLStatement(locking: locking, "SELECT b FROM latchkey.a")
        #expect(statement.sqlite == "SELECT b FROM a")
        #expect(statement.postgresReading == "SELECT b FROM latchkey.a")
        #expect(statement.postgres == "SELECT b FROM latchkey.a\(clause)")
    }

    @Test("each back end gets its own words [D3]")
    func words() {
        let statement = SQLStatement { sql in
            """
            UPDATE latchkey.a\(sql.indexed(by: "a_b")) SET b = \(sql.least)($1, \(sql.greatest)($2, b)) \
            WHERE c \(sql.isSame) $3 AND d \(sql.isDifferent) $4 LIMIT \(sql.all)\(sql.skippingLocked)
            """
        }
        #expect(
            statement.sqlite
                == "UPDATE a INDEXED BY a_b SET b = min(?1, max(?2, b)) WHERE c IS ?3 AND d IS NOT ?4 LIMIT -1"
        )
        #expect(
            statement.postgres == """
                UPDATE latchkey.a SET b = LEAST($1, GREATEST($2, b)) \
                WHERE c IS NOT DISTINCT FROM $3 AND d IS DISTINCT FROM $4 LIMIT ALL FOR UPDATE SKIP LOCKED
                """
        )
    }
}
