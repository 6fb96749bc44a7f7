"""What no server can beat, measured in the same run: the bare commit loop and the bare password hash."""

import contextlib
import ctypes
import ctypes.util
import os
import sqlite3
import threading
import time

# Latchkey's own parameters: 19 MiB, two passes, one lane; a 16-octet salt and a 32-octet hash.
MEMORY_KIB, PASSES, LANES, SALT, LENGTH = 19_456, 2, 1, b"sixteen octets!!", 32


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


def hashes_per_second(seconds):
    """argon2id by the same C library, on every processor at once, with nothing around it."""
    name = ctypes.util.find_library("argon2")
    if name is None:
        raise SystemExit("libargon2 is not there; run Scripts/bootstrap")
    argon2 = ctypes.CDLL(name)  # releases the interpreter's lock during a call
    counts = []

    def work(until):
        hashed, output, password = 0, ctypes.create_string_buffer(LENGTH), b"a sentence nobody else would type"
        while time.monotonic() < until:
            status = argon2.argon2id_hash_raw(
                ctypes.c_uint32(PASSES), ctypes.c_uint32(MEMORY_KIB), ctypes.c_uint32(LANES),
                password, ctypes.c_size_t(len(password)), SALT, ctypes.c_size_t(len(SALT)),
                output, ctypes.c_size_t(LENGTH),
            )  # fmt: skip
            if status != 0:
                raise SystemExit(f"argon2 failed with {status}")
            hashed += 1
        counts.append(hashed)

    started = time.monotonic()
    workers = [threading.Thread(target=work, args=(started + seconds,)) for _ in os.sched_getaffinity(0)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.monotonic() - started)
