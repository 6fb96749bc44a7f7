"""A file of many accounts, copied to PostgreSQL by `latchkey migrate`, killed twice on the way and gone on with."""

import json
import os
import signal
import sqlite3
import subprocess
import time
import typing

from served import serving

PATIENCE = 3600  # seconds; only ends a hang
DATABASE = "migration"

# What is the example's alone, or nobody has to have.
OWN = {"id", "account_id", "browser_digest", "status_index"}


class Seen(typing.NamedTuple):
    rows: int
    seconds: float  # of all runs together
    memory: float  # MB, of the largest run


def run(binary, data, cluster, accounts):
    """Fills, copies, kills, copies on, and checks that both databases hold the same."""
    with serving(binary, data) as served:
        served.sign_up()
    fill(data / "latchkey.db", accounts)
    url = cluster.make(DATABASE)
    started, memory = time.monotonic(), 0
    for share in (0.3, 0.7):
        run = start(binary, data, url)
        wait_for_rows(cluster, accounts * 3 * share, run)
        run.send_signal(signal.SIGKILL)
        memory = max(memory, finish(run)[1])
    status, resident, printed = finish_answering(start(binary, data, url))
    answer = json.loads(printed) if status == 0 else {}
    if not answer.get("equal"):
        raise SystemExit(f"the migration ended with {status}")
    if answer["copied"] >= answer["rows"]:
        raise SystemExit("the last run did not go on, but began anew")
    return Seen(answer["rows"], time.monotonic() - started, max(memory, resident))


def fill(path, accounts):
    with sqlite3.connect(path) as database:
        example = database.execute("SELECT id FROM account LIMIT 1").fetchone()[0]
        database.executemany(
            "INSERT INTO account (id, email, email_verified, epoch, created_at) "
            "SELECT ?1, 'user' || ?2 || '@example.org', email_verified, epoch, created_at FROM account WHERE id = ?3",
            ((number.to_bytes(16, "big"), number, example) for number in range(1, accounts + 1)),
        )
        database.execute(
            "INSERT INTO credential (account_id, kind, secret, updated_at) "
            "SELECT account.id, kind, secret, updated_at FROM account, credential "
            "WHERE account_id = ?1 AND account.id <> ?1",
            (example,),
        )
        columns = [row[1] for row in database.execute("PRAGMA table_info(session)")]
        shared = ", ".join(column for column in columns if column not in OWN)
        example_columns = ", ".join(f"example.{column}" for column in columns if column not in OWN)
        database.execute(
            f"INSERT INTO session (id, account_id, {shared}) SELECT account.id, account.id, {example_columns} "
            "FROM account, (SELECT * FROM session LIMIT 1) AS example WHERE account.id <> ?",
            (example,),
        )
    database.close()


def start(binary, data, url):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LATCHKEY_")}
    command = [
        str(binary), "migrate", "--from", f"sqlite:{data / 'latchkey.db'}", "--data", str(data), "--json",
    ]  # fmt: skip
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment | {"LATCHKEY_DATABASE": url}
    )


def wait_for_rows(cluster, rows, run):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and run.poll() is None:
        found = cluster.psql(DATABASE, "SELECT rows FROM latchkey.copy_state", check=False)
        if found.isdigit() and int(found) >= rows:
            return
        time.sleep(0.05)
    raise SystemExit("the migration ended before it could be killed")


def finish_answering(run):
    with run:
        printed = run.stdout.read()
        status, memory = finish(run)
    return status, memory, printed


def finish(run):
    """Its exit code, and the most memory that it had, in MB."""
    _, status, usage = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    return run.returncode, usage.ru_maxrss * 1024 / 1e6
