"""Many accounts, sessions and revocations, made by SQL after the example of one that signed up."""

# What is the example's alone, or nobody has to have.
OWN = {"id", "account_id", "browser_digest", "status_index"}
EXAMPLE = "ada@example.org"
PORTION = 500_000  # rows of one statement, so that none of them takes longer than a statement may


def add_accounts(cluster, database, count, prefix="a1"):
    """Accounts user1@example.org and so on, with the password of the example."""
    for first, last in portions(1, count):
        cluster.psql(
            database,
            f"""
            SET synchronous_commit = off;
            INSERT INTO latchkey.account (id, email, email_verified, epoch, created_at)
            SELECT {identifier(prefix, "n")}, 'user' || n || '@example.org', email_verified, epoch, created_at
            FROM latchkey.account, generate_series({first}, {last}) AS n WHERE email = '{EXAMPLE}';
            INSERT INTO latchkey.credential (account_id, kind, secret, updated_at)
            SELECT {identifier(prefix, "n")}, kind, secret, updated_at
            FROM latchkey.credential, generate_series({first}, {last}) AS n
            WHERE account_id = (SELECT id FROM latchkey.account WHERE email = '{EXAMPLE}');
            """,
        )
        told(last, count, "accounts")


def add_sessions(cluster, database, count, account, prefix="a0", owner="a1"):
    """Sessions, each like the example's first, the nth of them of the account with that number."""
    columns = cluster.psql(
        database,
        """
        SELECT column_name FROM information_schema.columns
        WHERE table_schema = 'latchkey' AND table_name = 'session' ORDER BY ordinal_position
        """,
    ).split()
    shared = ", ".join(column for column in columns if column not in OWN)
    for first, last in portions(0, count - 1):
        cluster.psql(
            database,
            f"""
            SET synchronous_commit = off;
            INSERT INTO latchkey.session (id, account_id, {shared})
            SELECT {identifier(prefix, "n")}, {identifier(owner, account)}, {shared}
            FROM (SELECT * FROM latchkey.session ORDER BY id LIMIT 1) AS example, generate_series({first}, {last}) AS n;
            """,
        )
        told(last + 1, count, "sessions")


def portions(first, last):
    """The ranges of numbers that are filled in one after the other."""
    return [(start, min(start + PORTION - 1, last)) for start in range(first, last + 1, PORTION)]


def told(done, count, what):
    """How far it has come, where that takes long enough for somebody to wonder."""
    if count > PORTION:
        print(f"  {done:,} of {count:,} {what} …", flush=True)


def add_contenders(cluster, database, count):
    """An account and a session for each client of refresh.sql, with the numbers that pgbench gives its clients."""
    cluster.psql(
        database,
        f"""
        INSERT INTO latchkey.account (id, email, email_verified, epoch, created_at)
        SELECT {identifier("b1", "n")}, 'contender' || n || '@example.org', email_verified, epoch, created_at
        FROM latchkey.account, generate_series(0, {count - 1}) AS n WHERE email = '{EXAMPLE}'
        """,
    )
    add_sessions(cluster, database, count, "n", prefix="b0", owner="b1")


def begin_contest(cluster, database):
    cluster.psql(database, f"UPDATE latchkey.session SET counter = 0 WHERE {CONTENDERS}; VACUUM latchkey.session")


def rotations(cluster, database):
    return int(cluster.psql(database, f"SELECT sum(counter) FROM latchkey.session WHERE {CONTENDERS}"))


def add_revocations(cluster, database, count):
    """Sessions that never were, revoked for an hour."""
    cluster.psql(
        database,
        f"""
        INSERT INTO latchkey.revocation (sequence, kind, target, expires_at)
        SELECT position + n, 1, {identifier("c0", "n")}, CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT) + 3600000
        FROM latchkey.log_position, generate_series(1, {count}) AS n WHERE log = 'revocation';
        UPDATE latchkey.log_position SET position = position + {count} WHERE log = 'revocation';
        """,
    )


def tidy(cluster, database):
    """What a database at work has had done to it long ago."""
    cluster.psql(database, "VACUUM ANALYZE")
    cluster.psql(database, "CHECKPOINT")


def identifier(prefix, number):
    return f"CAST('{prefix}000000-0000-7000-8000-' || lpad(to_hex(CAST({number} AS BIGINT)), 12, '0') AS UUID)"


CONTENDERS = "id BETWEEN 'b0000000-0000-7000-8000-000000000000' AND 'b0000000-0000-7000-8000-ffffffffffff'"
