"""Measures the built server over loopback: refreshes, logins, token checks during a login storm, memory, start.

Every figure has its bound measured in the same run, before it and behind it, and ratios are medians of the rounds'
ratios: on a machine where others work too, the ratio is worth more than the figure. Ends by itself in about four minutes.
"""

import argparse
import base64
import contextlib
import json
import os
import pathlib
import socket
import sqlite3
import statistics
import struct
import subprocess
import tempfile
import time
import typing

import bounds
import load
from results import Results, machine
from served import PASSWORD, PATIENCE, serving

SESSIONS = 64
REVOCATIONS, PACK = 100_000, 4096
CHECK_RATE, CHECK_CLIENTS = 200, 20
LOGINS = load.Script("login.lua", 16, {"PASSWORD": PASSWORD})
STARTS = 15
AFTER_STORM = 30  # seconds

# What each figure may be at most or at least, by itself or beside a baseline, and what others need for the same.
BUDGETS = {
    "server.ready": ("value", "at most", 60),
    "server.ready.revocations": ("value", "at most", 60),
    "server.refresh": ("commit-loop", "at least", 1.45),
    "server.login": ("hash-bound", "at least", 0.98),
    "server.me.p99.storm": ("quiet", "at most", 2),
    "server.idle_rss": ("value", "at most", 45),
    "server.idle_private": ("value", "at most", 15),
    "server.after_storm_rss": ("value", "at most", 45),
    "server.after_storm_private": ("value", "at most", 15),
}
OTHERS = {
    "server.ready": "a bare Hummingbird 20 to 30 ms",
    "server.refresh": "Glewlwyd 402/s",
    "server.idle_rss": "Glewlwyd 22 MB, a bare Hummingbird 34.6 MB, Rauthy 57 MB",
    "server.idle_private": "a bare Hummingbird 3 MB",
}


class Options(typing.NamedTuple):
    binary: pathlib.Path
    folder: pathlib.Path
    sync_count: pathlib.Path
    rounds: int
    seconds: int


def measure_start(options, data, results):
    """From starting the program to its line, with the database in the page cache."""
    with serving(options.binary, data) as served:
        served.sign_up()
    results.add("server.ready", starting_time(options, data), "ms", f"median of {STARTS} starts")
    add_revocations(data / "latchkey.db")
    with serving(options.binary, data, free_port()) as served:
        first = served.ready * 1000
        wait_for_packs(data / "latchkey.db")
    results.add("server.ready.revocations", starting_time(options, data), "ms", f"with {REVOCATIONS:,} revocations")
    results.add("server.ready.unpacked", first, "ms", "one start, before a server has packed them")


def starting_time(options, data):
    times = []
    for _ in range(STARTS):
        with serving(options.binary, data, free_port()) as served:
            times.append(served.ready * 1000)
    return statistics.median(times)


def free_port():
    """A port as servers are given; told none, the program would have to look for one first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for_packs(database):
    """A server packs old revocations as soon as it runs, thousands at a time."""
    until = time.monotonic() + PATIENCE
    with contextlib.closing(sqlite3.connect(database)) as connection:
        while True:
            (packs,) = connection.execute("SELECT count(*) FROM revocation_pack").fetchone()
            if packs == REVOCATIONS // PACK:
                return
            if time.monotonic() > until:
                raise SystemExit(f"{packs} packs of revocations after {PATIENCE} seconds")
            time.sleep(0.05)


def add_revocations(database):
    """Sessions that never were, revoked for an hour: to a starting server a revocation like any other."""
    expires = int((time.time() + 3600) * 1000)
    with sqlite3.connect(database) as connection:
        connection.executemany(
            "INSERT INTO revocation (kind, target, epoch_below, expires_at) VALUES (1, ?, NULL, ?)",
            ((os.urandom(16), expires) for _ in range(REVOCATIONS)),
        )
    connection.close()


def measure_refresh(options, data, results):
    """64 clients, each refreshing its own session as fast as it is answered, beside the bare commit loop."""
    counted, tokens = options.folder / "sync-count", options.folder / "tokens"
    counted.write_bytes(bytes(8))
    rates, loops, ratios, groups, loads = [], [], [], [], []
    refreshes = load.Script("refresh.lua", SESSIONS, {"TOKENS": str(tokens)})
    with serving(options.binary, data, LD_PRELOAD=str(options.sync_count), SYNC_COUNT=str(counted)) as served:
        served.sign_up()
        tokens.write_text("".join(served.log_in()["refresh_token"] + "\n" for _ in range(SESSIONS)))
        loops.append(bounds.commits_per_second(options.folder, SESSIONS, options.seconds))
        for _ in range(options.rounds):
            syncs = synced(counted)
            seen = load.run(refreshes, served, options.seconds)
            groups.append(seen.rate * options.seconds / max(1, synced(counted) - syncs))
            loops.append(bounds.commits_per_second(options.folder, SESSIONS, options.seconds))
            rates.append(seen.rate)
            ratios.append(seen.rate / statistics.mean(loops[-2:]))
            loads.append(seen)
    results.add("server.refresh", statistics.median(rates), "req/s", described(loads), commit_loop=statistics.median(ratios))
    results.add("server.refresh.group", statistics.median(groups), "req", "refreshes for each sync of the disk")
    results.add("bound.commit-loop", statistics.median(loops), "req/s", "one UPDATE a commit, WAL, synchronous=FULL")


def synced(counted):
    return struct.unpack("=Q", counted.read_bytes())[0]


def measure_login(options, data, results):
    """Logins without a pause, beside nothing but hashing on as many processors."""
    rates, ratios, loads = [], [], []
    with serving(options.binary, data) as served:
        sign_up_everybody(served)
        hashing = bounds.Hashing(options.seconds)
        for _ in range(options.rounds):
            seen = load.run(LOGINS, served, options.seconds)
            rates.append(seen.rate)
            ratios.append(hashing.ratios(seen.rate))
            loads.append(seen)
    results.add("server.login", statistics.median(rates), "req/s", described(loads), **bounds.medians(ratios))
    hashing.report(results)


def measure_storm(options, data, results):
    """Token checks at a fixed rate, alone and while others log in without a pause; memory before and after."""
    quiet, storm, log = [], [], options.folder / "h2load.log"
    with serving(options.binary, data) as served:
        time.sleep(2)
        idle = served.memory()
        sign_up_everybody(served)

        def check():
            token = served.log_in()["access_token"]
            return load.p99(
                load.latencies(served, "/api/me", token, log, options.seconds, CHECK_CLIENTS, CHECK_RATE)
            )

        for _ in range(options.rounds):
            quiet.append(check())
            with LOGINS.start(served, options.seconds + 2):
                storm.append(check())
        time.sleep(AFTER_STORM)
        after = served.memory()
    slower = statistics.median(during / alone for during, alone in zip(storm, quiet, strict=True))
    results.add("server.me.p99.quiet", statistics.median(quiet), "ms", f"{CHECK_RATE} GET /api/me a second")
    results.add("server.me.p99.storm", statistics.median(storm), "ms", "the same while 16 clients log in", quiet=slower)
    results.add("server.idle_rss", idle[0], "MB", "two seconds after the start")
    results.add("server.idle_private", idle[1], "MB")
    results.add("server.after_storm_rss", after[0], "MB", f"{AFTER_STORM} seconds after the login storms")
    results.add("server.after_storm_private", after[1], "MB")


def measure_introspection(options, data, results):
    """Questions about 64 access tokens as fast as they are answered, by one client that authenticates each time."""
    tokens = options.folder / "access-tokens"
    with serving(options.binary, data) as served:
        served.sign_up()
        tokens.write_text("".join(served.log_in()["access_token"] + "\n" for _ in range(SESSIONS)))
        client = registered_client(options, data)
        if client is None:
            print("  no introspection: this program registers no clients", flush=True)
            return
        basic = base64.b64encode(f"{client['id']}:{client['client_secret']}".encode()).decode()
        questions = load.Script("introspect.lua", SESSIONS, {"TOKENS": str(tokens), "CLIENT": basic}, threads=2)
        loads = [load.run(questions, served, options.seconds) for _ in range(options.rounds)]
    results.add("server.introspect", statistics.median(seen.rate for seen in loads), "req/s", described(loads))


def registered_client(options, data):
    """A client with a secret, made by the command line beside the running server; None where there is no such command."""
    command = [str(options.binary), "client", "add", "bench", "--json", "--data", str(data)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if run.returncode == 2:
        return None
    if run.returncode != 0:
        raise SystemExit(f"latchkey client add: {run.stderr}")
    return json.loads(run.stdout)


def sign_up_everybody(served):
    """The account that checks tokens, and one for each client of the login storm."""
    served.sign_up()
    for number in range(LOGINS.clients):
        served.sign_up(f"user{number + 1}@example.org")


def described(loads):
    """What the load generator saw and cost, so that nobody takes its limit for the server's."""
    bad = sum(seen.bad for seen in loads)
    server = statistics.median(seen.server_processors for seen in loads)
    client = statistics.median(seen.client_processors for seen in loads)
    return f"server {server:.2f} processors, wrk {client:.2f}" + (f"; {bad} BAD ANSWERS" if bad else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", type=pathlib.Path, default=".build/release/latchkey")
    parser.add_argument("--sync-count", type=pathlib.Path, required=True, help="the compiled sync_count.c")
    parser.add_argument("--output", type=pathlib.Path, default=".build/bench/server.json")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5, help="of every measurement in a round")
    parser.add_argument("--only", choices=list(MEASURES), action="append")
    given = parser.parse_args()
    results = Results(BUDGETS, OTHERS)
    others = os.getloadavg()[0]
    given.output.parent.mkdir(parents=True, exist_ok=True)
    # Beside the results, not in /tmp: that may be memory, where a commit costs nothing.
    with tempfile.TemporaryDirectory(dir=given.output.parent.resolve(), prefix="server-") as folder:
        options = Options(
            given.binary.resolve(), pathlib.Path(folder), given.sync_count.resolve(), given.rounds, given.seconds
        )
        # What others have left to write would be written meanwhile.
        os.sync()
        for name in given.only or MEASURES:
            MEASURES[name](options, options.folder / name, results)
    print(f"\n{machine()}; load of it before the run: {others:.1f}")
    if others > 0.5:
        print("Others were at work here: read the ratios, not the figures.")
    print("\n".join(results.table()))
    given.output.write_text(json.dumps(results.figures, indent=2) + "\n")
    print(f"\nWritten to {given.output}.")


MEASURES = {
    "start": measure_start,
    "refresh": measure_refresh,
    "login": measure_login,
    "storm": measure_storm,
    "introspection": measure_introspection,
}

if __name__ == "__main__":
    main()
