"""Measures one, two and three nodes over one private PostgreSQL server: refreshes, logins, growth, memory, a lost database.

Every figure has its bound measured in the same run, round about, and ratios are medians of the rounds' ratios. Everything
runs on this machine: the nodes, the database and the load generators share its processors. Ends by itself, at the latest
after --limit minutes, and ends nothing but what it has started.
"""

import argparse
import base64
import contextlib
import http.client
import json
import os
import pathlib
import random
import secrets
import signal
import statistics
import subprocess
import tempfile
import time
import typing

import bounds
import cluster as private
import load
import migration
import people
from results import Results, machine
from served import EMAIL, PASSWORD, serving

HERE = pathlib.Path(__file__).parent
CLIENTS = 64
LOGIN_CLIENTS = 16
NODES = [1, 2, 3]
# So that nothing but the work slows the work down: everybody here comes from one address.
UNLIMITED = {
    "LATCHKEY_LIMITS_LOGIN_FAILURES_PER_MINUTE": "1000000",
    "LATCHKEY_LIMITS_SIGN_UPS_PER_HOUR_FROM_LOOPBACK": "1000000",
}
STALENESS = 3  # seconds that a node may go without the database, where it can be told

BUDGETS = {f"scale.refresh.{nodes}": ("pgbench", "at least", 0.4) for nodes in NODES}
BUDGETS |= {f"scale.login.{nodes}": ("hash-bound", "at least", 0.95) for nodes in NODES}
BUDGETS |= {"scale.check.without_database": ("with-database", "at least", 0.9)}


class Options(typing.NamedTuple):
    binary: pathlib.Path
    folder: pathlib.Path
    cluster: private.Cluster
    rounds: int
    seconds: int
    accounts: list  # how many, from the fewest to the most
    sessions: int
    revocations: int
    migrated: int


@contextlib.contextmanager
def nodes(options, database, count, **settings):
    """So many servers over a database, each with a data folder of its own and all with one master key."""
    with contextlib.ExitStack() as stack:
        started = []
        for number in range(count):
            data = options.folder / f"{database}-{number}"
            environment = UNLIMITED | settings | {
                "LATCHKEY_DATABASE": options.cluster.url(database),
                "LATCHKEY_MASTER_KEY": master_key(options.folder),
            }
            started.append(stack.enter_context(serving(options.binary, data, **environment)))
        yield started


def master_key(folder):
    """One key for all databases of a run."""
    file = folder / "master.key"
    if not file.exists():
        file.touch(0o600)
        file.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    return file.read_text()


def together(scripts, started, seconds):
    """Runs a script against each node at the same time; good answers a second of all, and how many were bad."""
    processes = [script.start(node, seconds) for script, node in zip(scripts, started, strict=True)]
    rate, bad = 0, 0
    for process in processes:
        with process:
            printed = process.communicate(timeout=seconds + 60)[0]
        seen = json.loads(printed.strip().splitlines()[-1])
        rate += (seen["answers"] - seen["bad"]) / (seen["microseconds"] / 1e6)
        bad += seen["bad"]
    return rate, bad


def shares(count, parts):
    """Splits a number as evenly as it goes."""
    return [count // parts + (part < count % parts) for part in range(parts)]


# Refreshes


def measure_refresh(options, results):
    """64 clients, each refreshing its own session as fast as it is answered, beside pgbench with the same statements."""
    cluster = options.cluster
    cluster.make("refresh")
    rates, ratios, bad = {n: [] for n in NODES}, {n: [] for n in NODES}, {n: 0 for n in NODES}
    bare = []
    with nodes(options, "refresh", max(NODES)) as started:
        tokens = first_tokens(started[0], CLIENTS)
        people.add_contenders(cluster, "refresh", CLIENTS)
        people.tidy(cluster, "refresh")
        for _ in range(options.rounds):
            bare.append(bare_refreshes(cluster, options.seconds))
            for count in NODES:
                scripts, files = refresh_scripts(options.folder, tokens, count)
                rate, failed = together(scripts, started[:count], options.seconds)
                tokens = [line for file in files for line in file.read_text().split()]
                rates[count].append(rate)
                ratios[count].append(rate / bare[-1])
                bad[count] += failed
    for count in NODES:
        note = f"{CLIENTS} clients over {count} node{'s' * (count > 1)}" + bad_note(bad[count])
        ratio = statistics.median(ratios[count])
        results.add(f"scale.refresh.{count}", statistics.median(rates[count]), "req/s", note, pgbench=ratio)
    results.add("bound.pgbench", statistics.median(bare), "req/s", f"the same statements, {CLIENTS} clients, prepared")


def first_tokens(node, count):
    node.sign_up()
    return [node.log_in()["refresh_token"] for _ in range(count)]


def bare_refreshes(cluster, seconds):
    people.begin_contest(cluster, "refresh")
    # Its clients connect within that time, and their number is most of what a short one measures.
    rate, runs = cluster.pgbench("refresh", HERE / "refresh.sql", CLIENTS, seconds + 2)
    # One statement that finds nothing is fast, and no refresh.
    if people.rotations(cluster, "refresh") < 0.99 * runs:
        raise SystemExit("pgbench rotated less than it ran")
    return rate


def refresh_scripts(folder, tokens, count):
    scripts, files, rest = [], [], tokens
    for number, share in enumerate(shares(len(tokens), count)):
        file = folder / f"tokens-{number}"
        file.write_text("".join(token + "\n" for token in rest[:share]))
        rest = rest[share:]
        files.append(file)
        scripts.append(load.Script("refresh.lua", share, {"TOKENS": str(file)}))
    return scripts, files


# Logins


def measure_login(options, results):
    """16 clients that log in without a pause, beside nothing but hashing on as many processors."""
    options.cluster.make("login")
    rates, ratios, bad = {n: [] for n in NODES}, {n: [] for n in NODES}, {n: 0 for n in NODES}
    database = {n: [] for n in NODES}
    with nodes(options, "login", max(NODES)) as started:
        started[0].sign_up()
        people.add_accounts(options.cluster, "login", LOGIN_CLIENTS)
        hashing = bounds.Hashing(options.seconds)
        for _ in range(options.rounds):
            for count in NODES:
                scripts, before = login_scripts(count), options.cluster.processor_seconds()
                rate, failed = together(scripts, started[:count], options.seconds)
                database[count].append((options.cluster.processor_seconds() - before) / (rate * options.seconds) * 1000)
                rates[count].append(rate)
                ratios[count].append(hashing.ratios(rate))
                bad[count] += failed
    for count in NODES:
        note = f"{LOGIN_CLIENTS} clients over {count} node{'s' * (count > 1)}" + bad_note(bad[count])
        note += f"; PostgreSQL beside them takes {statistics.median(database[count]):.1f} ms of a processor for each"
        results.add(f"scale.login.{count}", statistics.median(rates[count]), "req/s", note, **bounds.medians(ratios[count]))
    hashing.report(results)


def login_scripts(count):
    """Clients for so many nodes, no two of whom log in to the same account."""
    scripts, first = [], 1
    for share in shares(LOGIN_CLIENTS, count):
        scripts.append(load.Script("login.lua", share, {"PASSWORD": PASSWORD, "FIRST": str(first)}))
        first += share
    return scripts


# The database goes away


def measure_loss(options, results):
    """Token checks with the database and without, round about; how soon it is used again when it is back."""
    cluster = options.cluster
    cluster.make("loss")
    there, away, ratios, recoveries, bad = [], [], [], [], 0
    with nodes(options, "loss", 1) as (node,):
        token = node.sign_up()["access_token"]
        checks = load.Script("check.lua", CLIENTS, {"TOKEN": token}, threads=2)
        for _ in range(options.rounds):
            rate, failed = together([checks], [node], options.seconds)
            there.append(rate)
            cluster.stop()
            rate, failed_away = together([checks], [node], options.seconds)
            away.append(rate)
            cluster.start()
            recoveries.append(seconds_until_login(node))
            ratios.append(away[-1] / there[-1])
            bad += failed + failed_away
    results.add("scale.check", statistics.median(there), "req/s", f"POST /api/token/check, {CLIENTS} clients")
    results.add(
        "scale.check.without_database", statistics.median(away), "req/s",
        "the same with PostgreSQL stopped" + bad_note(bad), with_database=statistics.median(ratios),
    )  # fmt: skip
    results.add("scale.recovery", max(recoveries), "s", "until somebody can log in again, at the longest")
    measure_staleness(options, results)


def measure_staleness(options, results):
    """What becomes of a token that is good when the list of revocations has grown too old, told both ways."""
    if not is_setting(options, "revocation.maxStaleness"):
        print("  no staleness: this program has no revocation.maxStaleness; it goes on accepting", flush=True)
        return
    for choice, expected in (("refuse", False), ("accept", True)):
        settings = {
            "LATCHKEY_REVOCATION_MAX_STALENESS": f"{STALENESS}s",
            "LATCHKEY_REVOCATION_WHEN_STALE": choice,
        }
        with nodes(options, "loss", 1, **settings) as (node,):
            token = node.post("/api/login", {"login": EMAIL, "password": PASSWORD})["access_token"]
            options.cluster.stop()
            within = is_good(node, token)
            time.sleep(STALENESS + 1)
            behind = is_good(node, token)
            options.cluster.start()
        if not within or behind is not expected:
            raise SystemExit(f"revocation.whenStale {choice}: good before {within}, and behind {behind}")
        note = f"1 = a good token is accepted {STALENESS + 1} s after the database went, whenStale: {choice}"
        results.add(f"scale.stale.{choice}", int(behind), "", note)


def is_setting(options, name):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LATCHKEY_")}
    command = [str(options.binary), "serve", "--print-config", "--data", str(options.folder / "none")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    return name.split(".")[1] in run.stdout


def is_good(node, token):
    """Whether the token is accepted; a node that may not judge it any more answers 503, and it is not."""
    status, answered = node.ask("/api/token/check", {"token": token})
    if status not in (200, 503):
        raise SystemExit(f"/api/token/check answered {status}: {answered}")
    return status == 200 and answered["active"]


def seconds_until_login(node):
    started = time.monotonic()
    while time.monotonic() - started < 60:
        with contextlib.suppress(SystemExit, OSError, http.client.HTTPException, json.JSONDecodeError):
            node.log_in()
            return time.monotonic() - started
        time.sleep(0.02)
    raise SystemExit("nobody can log in a minute after the database came back")


# Growth and memory


def measure_growth(options, results):
    """Login and refresh, one after the other, as the accounts grow; databases of all sizes side by side."""
    names = {count: f"growth_{count}" for count in options.accounts}
    with contextlib.ExitStack() as stack:
        contestants = {}
        for count, name in names.items():
            options.cluster.make(name)
            (node,) = stack.enter_context(nodes(options, name, 1))
            node.sign_up()
            people.add_accounts(options.cluster, name, count)
            people.add_sessions(options.cluster, name, count, f"1 + n % {count}")
            people.tidy(options.cluster, name)
            contestants[count] = Contestant(node, count)
            print(f"  {count:,} accounts …", flush=True)
        for kind, seconds in (("refresh", options.seconds), ("login", options.seconds * 3)):
            times = {count: [] for count in names}
            for _ in range(options.rounds):
                for count, contestant in contestants.items():
                    times[count].append(load.p99(getattr(contestant, kind)(seconds)))
            report_growth(kind, times, results)


def report_growth(kind, times, results):
    smallest = min(times)
    for count, seen in times.items():
        ratio = statistics.median(ours / least for ours, least in zip(seen, times[smallest], strict=True))
        name = f"scale.{kind}.p99.{count}"
        if count != smallest:
            results.budgets[name] = ("smallest", "at most", 1.5)
        ratios = {} if count == smallest else {"smallest": ratio}
        results.add(name, statistics.median(seen), "ms", f"{count:,} accounts, one at a time", **ratios)


class Contestant:
    """One client of one node, which takes accounts at random."""

    def __init__(self, node, accounts):
        self.node, self.accounts, self.random = node, accounts, random.Random(accounts)
        self.connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=60)
        self.tokens = []

    def ask(self, path, body):
        started = time.perf_counter()
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        octets = answer.read()
        took = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}: {octets.decode()}")
        return took, json.loads(octets)

    def connect(self):
        """Anew: the node ends connections that have been silent while others were measured."""
        self.connection.close()
        self.connection.connect()

    def log_in(self):
        number = self.random.randint(1, self.accounts)
        return self.ask("/api/login", {"login": f"user{number}@example.org", "password": PASSWORD})

    def login(self, seconds):
        self.connect()
        times, until = [], time.monotonic() + seconds
        while time.monotonic() < until or len(times) < 2:
            times.append(self.log_in()[0])
        return times

    def refresh(self, seconds):
        self.connect()
        while len(self.tokens) < 32:
            self.tokens.append(self.log_in()[1]["refresh_token"])
        times, until = [], time.monotonic() + seconds
        while time.monotonic() < until or len(times) < 2:
            place = len(times) % len(self.tokens)
            took, answered = self.ask("/api/refresh", {"refresh_token": self.tokens[place]})
            self.tokens[place] = answered["refresh_token"]
            times.append(took)
        return times


def measure_memory(options, results):
    """What a node and the database hold for many sessions and many live revocations."""
    cluster = options.cluster
    cluster.make("memory")
    with nodes(options, "memory", 1) as (node,):
        node.sign_up()
    before = idle_memory(options)
    people.add_accounts(cluster, "memory", 1000)
    people.add_sessions(cluster, "memory", options.sessions, "1 + n % 1000")
    people.tidy(cluster, "memory")
    with_sessions = idle_memory(options)
    people.add_revocations(cluster, "memory", options.revocations)
    with_revocations = idle_memory(options)
    size = int(cluster.psql("memory", "SELECT pg_total_relation_size('latchkey.session')"))
    note = f"{options.sessions:,} sessions; resident {with_sessions[0]:.1f} MB, without them {before[0]:.1f} MB"
    results.add("scale.memory.sessions", with_sessions[1] - before[1], "MB", f"of a node, for {note}")
    results.add("scale.database.sessions", size / 1e6, "MB", f"in PostgreSQL, indexes included, for {options.sessions:,}")
    note = f"of a node, for {options.revocations:,} live revocations; resident {with_revocations[0]:.1f} MB"
    results.add("scale.memory.revocations", with_revocations[1] - with_sessions[1], "MB", note)


def idle_memory(options):
    with nodes(options, "memory", 1) as (node,):
        time.sleep(2)
        return node.memory()


# Migration


def measure_migration(options, results):
    """A file of many accounts copied to PostgreSQL, killed twice on the way; no part of a run unless it is asked for."""
    seen = migration.run(options.binary, options.folder / "migration", options.cluster, options.migrated)
    note = f"{seen.rows:,} rows of {options.migrated:,} accounts, killed twice, digests equal"
    results.add("scale.migration", seen.seconds, "s", note)
    results.add("scale.migration.rows", seen.rows / seen.seconds, "row/s", "copied and compared")
    results.add("scale.migration.memory", seen.memory, "MB", "the most that a run had resident")


def bad_note(count):
    return f"; {count} BAD ANSWERS" if count else ""


MEASURES = {
    "refresh": measure_refresh,
    "login": measure_login,
    "loss": measure_loss,
    "growth": measure_growth,
    "memory": measure_memory,
    "migration": measure_migration,
}
USUAL = ["refresh", "login", "loss", "growth", "memory"]


def main():
    given = arguments()
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, ended)
    signal.alarm(given.limit * 60)
    others = os.getloadavg()[0]
    results = Results(dict(BUDGETS), {})
    given.output.parent.mkdir(parents=True, exist_ok=True)
    beside = given.output.parent.resolve()
    with (
        tempfile.TemporaryDirectory(dir=beside, prefix="scale-") as folder,
        private.running(beside) as cluster,
    ):
        options = Options(
            given.binary.resolve(), pathlib.Path(folder), cluster, given.rounds, given.seconds, given.accounts,
            given.sessions, given.revocations, given.migrated,
        )  # fmt: skip
        # What others have left to write would be written meanwhile.
        os.sync()
        try:
            for name in given.only or USUAL:
                MEASURES[name](options, results)
        finally:
            report(results, others, given.output)


def report(results, others, output):
    """What has been measured, also where something came in between."""
    print(f"\n{machine()}; load of it before the run: {others:.1f}")
    if others > 0.5:
        print("Others were at work here: read the ratios, not the figures.")
    print("\n".join(results.table()))
    output.write_text(json.dumps(results.figures, indent=2) + "\n")
    print(f"\nWritten to {output}.")


def ended(number, _):
    raise SystemExit("bench-scale: the time is over" if number == signal.SIGALRM else "bench-scale: ended")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=pathlib.Path, default=".build/release/latchkey")
    parser.add_argument("--output", type=pathlib.Path, default=".build/bench/bench-scale.json")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of every measurement in a round")
    parser.add_argument("--limit", type=int, default=15, help="minutes after which everything is ended")
    parser.add_argument("--quick", action="store_true", help="small and short, to see that it works")
    parser.add_argument("--accounts", type=int, nargs="+", default=[10**3, 10**5, 10**6], help="add 10000000 for half an hour")
    parser.add_argument("--sessions", type=int, default=10**6)
    parser.add_argument("--revocations", type=int, default=10**5)
    parser.add_argument("--migrated", type=int, default=10**6, help="accounts of --only migration")
    parser.add_argument("--only", choices=list(MEASURES), action="append")
    given = parser.parse_args()
    if given.quick:
        given.seconds, given.accounts = 1, [100, 1000]
        given.sessions, given.revocations, given.migrated = 10_000, 10_000, 10_000
    given.accounts.sort()
    return given


if __name__ == "__main__":
    main()
