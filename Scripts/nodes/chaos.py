"""Breaks one thing after the other under load, and checks that every promise that was made is kept.

What clients may see while something is broken is an error; what they may never see is a promise taken back: an account
that is gone, a session that ends by itself, one that was ended and still is good. Ends by itself.
"""

import argparse
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Benchmarks/server"))
import cluster as postgres  # noqa: E402
import network as networks  # noqa: E402
from house import House  # noqa: E402
from clients import REPLAY_WINDOW, Answers, Person  # noqa: E402

PEOPLE = 24
CALM = 2  # seconds before each fault
RECOVERY = 5  # seconds after which nobody sees an error any more
# The promise is one second; asking takes its time where load, nodes and databases share two processors.
REVOCATION, ASKING = 1, 1  # seconds


class Chaos:
    def __init__(self, house, seed, redis_pause):
        self.house, self.random, self.redis_pause = house, random.Random(seed), redis_pause
        self.answers = Answers()
        self.people = [Person(number, house.proxy.port, self.answers, seed) for number in range(PEOPLE)]
        self.rows, self.broken, self.busy = [], [], []
        self.over = threading.Event()
        self.delays = []

    # What breaks. Each returns when the thing is whole again.

    def kill_node(self):
        node = self.random.choice(self.house.nodes)
        node.kill()
        time.sleep(1)
        node.start()
        node.wait()

    def kill_two_nodes(self):
        nodes = self.random.sample(self.house.nodes, 2)
        for node in nodes:
            node.kill()
        time.sleep(1)
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait()

    def freeze_node(self):
        node = self.random.choice(self.house.nodes)
        node.signal(signal.SIGSTOP)
        time.sleep(3)
        node.signal(signal.SIGCONT)

    def restart_database(self):
        self.house.cluster.stop()
        time.sleep(1)
        self.house.cluster.start()

    def stop_redis(self):
        self.house.redis.stop()
        time.sleep(self.redis_pause)
        self.house.redis.start()

    def rotate_keys(self):
        self.house.command("key", "rotate")

    def cut_link(self):
        number = self.random.randrange(len(self.house.nodes))
        self.house.network.cut(number)
        time.sleep(4)
        self.house.network.mend(number)

    def faults(self, count):
        """Each kind in turn, so that every one of them comes about as often."""
        kinds = [
            ("a node is killed", self.kill_node),
            ("the database is restarted", self.restart_database),
            (f"Redis is away for {self.redis_pause} s", self.stop_redis),
            ("the signing key is rotated", self.rotate_keys),
            ("a node stands still for 3 s", self.freeze_node),
            ("two nodes of three are killed", self.kill_two_nodes),
        ]
        if self.house.network.can_cut:
            kinds.append(("a node's link is cut for 4 s", self.cut_link))
        return [kinds[number % len(kinds)] for number in range(count)]

    def run(self, count):
        for person in self.people:
            person.start()
        prober = threading.Thread(target=self.probe, daemon=True)
        prober.start()
        # Everybody has signed up, and a look of every kind was taken.
        time.sleep(3)
        for number, (name, fault) in enumerate(self.faults(count)):
            if sys.stderr.isatty():
                print(f"\r\x1b[K{number + 1} of {count}: {name}", end="", file=sys.stderr, flush=True)
            self.row(name, fault)
        self.over.set()
        prober.join()
        for person in self.people:
            person.leaving.set()
        for person in self.people:
            person.join()
            self.broken += person.broken
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        self.check()

    def row(self, name, fault):
        time.sleep(CALM)
        start = time.monotonic()
        self.busy.append([start, None])
        fault()
        whole = time.monotonic()
        self.busy[-1][1] = whole
        time.sleep(RECOVERY + 1)
        seen = self.answers.between(start, time.monotonic())
        failed = [moment for moment, _, status in seen if status == 0 or status >= 500]
        last = max([moment - whole for moment in failed], default=0)
        self.rows.append((name, whole - start, len(seen), len(failed), max(last, 0)))
        if last > RECOVERY:
            self.broken.append(f"{name}: clients saw errors {last:.1f} s after it was over")

    def probe(self):
        """Ends sessions, and asks every node how long it takes the access token."""
        person = Person(200, self.house.proxy.port, self.answers, 0)
        person.tokens = person.until_answered("signup", "/api/signup", person.login_body(), (201,), others=(409,))
        while not self.over.is_set():
            tokens = person.log_in()
            body = {"refresh_token": tokens["refresh_token"]}
            person.until_answered("logout", "/api/logout", body, (200, 204), token=tokens["access_token"])
            ended = time.monotonic()
            for node in self.house.nodes:
                self.ask_until_refused(node, tokens["access_token"], ended)
            time.sleep(0.3)

    def ask_until_refused(self, node, token, ended):
        while True:
            asked = time.monotonic()
            try:
                status, _ = node.ask("GET", "/api/me", {"Authorization": f"Bearer {token}"})
            except OSError:
                return
            if status == 401:
                self.delays.append(asked - ended)
                return
            if status != 200:
                return
            if asked - ended > REVOCATION + ASKING and not self.is_broken(ended, asked):
                self.broken.append(f"node {node.number} took an ended session {asked - ended:.1f} s later")
                return
            time.sleep(0.02)

    def is_broken(self, start, end):
        """Whether something was broken meanwhile, or a moment before."""
        return any(begin < end and (stop is None or stop + REVOCATION > start) for begin, stop in self.busy)

    def check(self):
        """Nothing that anybody was promised is gone."""
        for person in self.people:
            if person.tokens is None:
                continue
            self.expect(person, "refresh", "/api/refresh", person.tokens["refresh_token"], 200)
            for _, tokens in person.ended:
                self.expect(person, "refresh of an ended session", "/api/refresh", tokens["refresh_token"], 401)
                status, _ = person.ask("me", "GET", "/api/me", None, tokens["access_token"])
                if status != 401:
                    self.broken.append(f"{person.email}: an ended session's access token answered {status}")
            status, _ = person.ask("login", "POST", "/api/login", person.login_body() | {"login": person.email}, None)
            if status != 200:
                self.broken.append(f"{person.email}: login answered {status}")
        self.house.command("audit", "verify")
        for email in sorted({line.split(":")[0] for line in self.broken if "@" in line}):
            events = self.house.command("audit", "list", "--account", email, "--limit", "12")
            self.broken.append(f"{email} had, newest last:\n{events}")

    def expect(self, person, what, path, token, wanted):
        status, answer = person.ask("check", "POST", path, {"refresh_token": token}, None)
        if status != wanted:
            self.broken.append(f"{person.email}: {what} answered {status}: {answer}")

    def report(self):
        print(f"{'FAULT':30}  {'LASTED':>7}  {'REQUESTS':>8}  {'FAILED':>6}  LAST ERROR AFTER IT")
        for name, lasted, requests, failed, last in self.rows:
            print(f"{name:30}  {lasted:5.1f} s  {requests:8}  {failed:6}  {last:.1f} s")
        counts = {}
        for person in self.people:
            for kind, count in person.counts.items():
                counts[kind] = counts.get(kind, 0) + count
        done = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        delays = sorted(self.delays) or [0]
        print(f"\nAcknowledged: {done}.")
        print(
            f"Ended sessions were refused by {len(self.delays)} nodes asked, half of them after "
            f"{delays[len(delays) // 2]:.2f} s, all after {delays[-1]:.2f} s."
        )
        if not self.house.network.can_cut:
            print("No link was cut: that takes root and network namespaces.")
        for line in self.broken:
            print(f"BROKEN: {line}")
        whole = len(self.rows) if not self.broken else 0
        print(f"{whole} of {len(self.rows)} faults were weathered.")
        return not self.broken


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--faults", type=int, default=6)
    parser.add_argument("--redis-pause", type=int, default=3, help="seconds for which Redis is away")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--loopback", action="store_true", help="cut no links, though it could be done")
    options = parser.parse_args()
    network = networks.Loopback() if options.loopback else networks.make(3)
    settings = {"LATCHKEY_REFRESH_REPLAY_WINDOW": f"{REPLAY_WINDOW}s", "LATCHKEY_REDIS_ON_FAILURE": "open"}
    try:
        with tempfile.TemporaryDirectory(prefix="latchkey-nodes-") as folder, postgres.running(
            pathlib.Path(folder), listen=network.host
        ) as cluster:
            house = House(options.binary, pathlib.Path(folder), network, cluster, settings)
            try:
                house.start()
                chaos = Chaos(house, options.seed, options.redis_pause)
                print(f"Three nodes behind nginx, seed {options.seed}.\n", flush=True)
                chaos.run(options.faults)
                whole = chaos.report()
            except BaseException:
                for node in house.nodes:
                    log = pathlib.Path(folder) / f"node{node.number}.log"
                    print(f"node {node.number}: {log.read_text()[-600:] if log.exists() else ''}", file=sys.stderr)
                raise
            finally:
                house.stop()
    finally:
        network.close()
    raise SystemExit(0 if whole else 1)


if __name__ == "__main__":
    main()
