"""What no server can beat, measured in the same run: the bare commit loop and the bare password hash."""

import contextlib
import ctypes
import ctypes.util
import os
import sqlite3
import statistics
import threading
import time

# Latchkey's own parameters: 19 MiB, two passes, one lane; a 16-octet salt and a 32-octet hash.
MEMORY_KIB, PASSES, LANES, SALT, LENGTH = 19_456, 2, 1, b"sixteen octets!!", 32
ARGON2ID13 = 2  # libsodium's number for the algorithm


def commits_per_second(folder, sessions, seconds):
    """One conditional UPDATE of a session a commit, one after the other, each on the disk before the next."""
    path = folder / "commit-loop.db"
    path.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE session (id INTEGER PRIMARY KEY, counter INTEGER, digest BLOB)")
        database.executemany("INSERT INTO session VALUES (?, 0, randomblob(32))", [(n,) for n in range(sessions)])
        digest = os.urandom(32)
        commits, started = 0, time.monotonic()
        while time.monotonic() - started < seconds:
            counter, row = divmod(commits, sessions)
            changed = database.execute(
                "UPDATE session SET counter = counter + 1, digest = ? WHERE id = ? AND counter = ?",
                (digest, row, counter),
            ).rowcount
            if changed != 1:
                raise SystemExit("the commit loop changed nothing")
            commits += 1
        return commits / (time.monotonic() - started)


def reference_hash():
    """argon2id by the reference implementation."""
    argon2 = library("argon2")
    costs = ctypes.c_uint32(PASSES), ctypes.c_uint32(MEMORY_KIB), ctypes.c_uint32(LANES)

    def hash_one(password, output):
        return argon2.argon2id_hash_raw(
            *costs, password, ctypes.c_size_t(len(password)), SALT, ctypes.c_size_t(len(SALT)), output, ctypes.c_size_t(LENGTH)
        )

    return hash_one


def sodium_hash():
    """argon2id by libsodium, with the vector instructions of this machine, as Latchkey hashes its own."""
    sodium = library("sodium")
    if sodium.sodium_init() < 0:
        raise SystemExit("libsodium does not start")

    def hash_one(password, output):
        return sodium.crypto_pwhash_argon2id(
            output, ctypes.c_ulonglong(LENGTH), password, ctypes.c_ulonglong(len(password)), SALT,
            ctypes.c_ulonglong(PASSES), ctypes.c_size_t(MEMORY_KIB * 1024), ctypes.c_int(ARGON2ID13),
        )  # fmt: skip

    return hash_one


def library(name):
    path = ctypes.util.find_library(name)
    if path is None:
        raise SystemExit(f"lib{name} is not there; run Scripts/bootstrap")
    return ctypes.CDLL(path)  # releases the interpreter's lock during a call


class Hashing:
    """How many hashes a second each implementation reaches, measured before the work it bounds and behind it."""

    NOTES = {
        "hash": "argon2id of the reference implementation, 19 MiB, t = 2, on every processor",
        "sodium": "the same hash by libsodium, which Latchkey uses",
    }

    def __init__(self, seconds):
        self.seconds = seconds
        self.hashes = {"hash": reference_hash(), "sodium": sodium_hash()}
        self.rates = {name: [] for name in self.hashes}
        self.measure()

    def measure(self):
        for name, hash_one in self.hashes.items():
            self.rates[name].append(hashes_per_second(hash_one, self.seconds))

    def ratios(self, rate):
        """A rate that was seen just now, beside each bound; measures them behind it."""
        self.measure()
        return {f"{name}_bound": rate / statistics.mean(rates[-2:]) for name, rates in self.rates.items()}

    def report(self, results):
        for name, rates in self.rates.items():
            results.add(f"bound.{name}", statistics.median(rates), "req/s", self.NOTES[name])


def medians(ratios):
    """The median of each ratio over all rounds."""
    return {name: statistics.median(one[name] for one in ratios) for name in ratios[0]}


def hashes_per_second(hash_one, seconds):
    """Hashes on every processor at once, with nothing around them."""
    counts = []

    def work(until):
        hashed, output, password = 0, ctypes.create_string_buffer(LENGTH), b"a sentence nobody else would type"
        while time.monotonic() < until:
            status = hash_one(password, output)
            if status != 0:
                raise SystemExit(f"argon2id failed with {status}")
            hashed += 1
        counts.append(hashed)

    started = time.monotonic()
    workers = [threading.Thread(target=work, args=(started + seconds,)) for _ in os.sched_getaffinity(0)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.monotonic() - started)
