"""The load generators, wrk and h2load, each bounded in time, and what they cost."""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import time
import typing

HERE = pathlib.Path(__file__).parent


class Load(typing.NamedTuple):
    """What a run of wrk has seen."""

    rate: float  # good answers a second
    bad: int
    client_processors: float  # how many processors the generator kept busy
    server_processors: float


class Script(typing.NamedTuple):
    """What wrk does: a Lua file, its settings, and how many clients do it; each is a thread with one connection unless
    told otherwise."""

    file: str
    clients: int
    settings: dict
    threads: int | None = None

    def start(self, served, seconds):
        command = [
            "wrk", f"--threads={self.threads or self.clients}", f"--connections={self.clients}", f"--duration={seconds}s",
            "--timeout=30s", f"--script={HERE / self.file}", served.url,
        ]  # fmt: skip
        return subprocess.Popen(command, env=os.environ | self.settings, stdout=subprocess.PIPE, text=True)


def run(script, served, seconds):
    server, client, started = served.processor_seconds(), children_seconds(), time.monotonic()
    with script.start(served, seconds) as process:
        printed = process.communicate(timeout=seconds + 60)[0]
    wall = time.monotonic() - started
    seen = json.loads(printed.strip().splitlines()[-1])
    return Load(
        (seen["answers"] - seen["bad"]) / (seen["microseconds"] / 1e6),
        seen["bad"],
        (children_seconds() - client) / wall,
        (served.processor_seconds() - server) / wall,
    )


def latencies(served, path, token, log, seconds, clients, rate):
    """The milliseconds of every answer to GET requests at a fixed rate. Any status but 200 ends the benchmark."""
    log.unlink(missing_ok=True)
    command = [
        "h2load", "--h1", f"--clients={clients}", f"--rps={rate / clients}", f"--duration={seconds}",
        f"--header=authorization: Bearer {token}", f"--log-file={log}", served.url + path,
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=seconds + 60)
    rows = [line.split("\t") for line in log.read_text().splitlines()]
    if not rows or any(row[1] != "200" for row in rows):
        raise SystemExit(f"{path}: not every answer was 200")
    return [int(row[2]) / 1000 for row in rows]


def p99(values):
    return statistics.quantiles(values, n=100)[98]


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
