"""A private PostgreSQL server on loopback for a benchmark: with the disk's syncs, in a folder of its own, gone at the end."""

import contextlib
import ctypes
import os
import pathlib
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PATIENCE = 120  # seconds; only ends a hang
USER = "latchkey"
LOOPBACK = "127.0.0.1"
SETTINGS = [
    "unix_socket_directories=", "max_connections=200", "shared_buffers=256MB",
    "max_wal_size=2GB", "checkpoint_timeout=15min",
]  # fmt: skip
NEEDED = ["initdb", "postgres", "psql", "pgbench"]


class Cluster:
    """A running server, which may be stopped and started."""

    def __init__(self, programs, folder, owner, listen):
        self.listen = listen
        self.programs, self.folder, self.owner = programs, folder, owner
        self.password, self.port, self.process = secrets.token_hex(16), free_port(), None
        self.environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}

    def initialise(self):
        password = self.folder / "password"
        password.write_text(self.password + "\n")
        if self.owner is not None:
            os.chown(password, self.owner.pw_uid, self.owner.pw_gid)
        command = [
            self.programs["initdb"], "-D", self.folder / "data", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8",
            "--auth=scram-sha-256", "--no-instructions", f"--pwfile={password}",
        ]  # fmt: skip
        run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, **self.identity())
        if run.returncode != 0:
            raise SystemExit(f"initdb: {run.stderr.strip()}")
        with open(self.folder / "data/pg_hba.conf", "a") as rules:
            rules.writelines(f"host all all {address}/24 scram-sha-256\n" for address in self.listen)

    def identity(self):
        """Who runs the server: it refuses to run as root."""
        own = {"cwd": "/", "env": self.environment}
        if self.owner is None:
            return own
        return own | {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}

    def start(self):
        command = [self.programs["postgres"], "-D", self.folder / "data", "-p", str(self.port)]
        for setting in [f"listen_addresses={','.join(self.listen)}", *SETTINGS]:
            command += ["-c", setting]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, preexec_fn=end_with_parent, **self.identity()
            )
        until = time.monotonic() + PATIENCE
        while self.psql("postgres", "SELECT 1", check=False) != "1":
            if self.process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"PostgreSQL does not start: {(self.folder / 'log').read_text()[-500:]}")
            time.sleep(0.05)

    def stop(self):
        """As a crash would: nothing is said to clients."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGQUIT)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def processor_seconds(self):
        """Of all its processes that are still there, and of those that have ended before."""
        server = pathlib.Path(f"/proc/{self.process.pid}")
        seconds = 0.0
        for child in (server / f"task/{self.process.pid}/children").read_text().split():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                seconds += ticks(pathlib.Path(f"/proc/{child}"), 11, 13)
        return seconds + ticks(server, 11, 15)

    def url(self, database):
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def login(self):
        return self.environment | {"PGPASSWORD": self.password, "PGCONNECT_TIMEOUT": "5"}

    def connection(self, database):
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", USER, *([database] if database else [])]

    def psql(self, database, sql, check=True):
        """Runs SQL, and returns what it prints."""
        command = [self.programs["psql"], "-XqAt", "-v", "ON_ERROR_STOP=1", *self.connection(database)]
        run = subprocess.run(
            command, input=sql, capture_output=True, text=True, env=self.login(), timeout=PATIENCE * 10
        )
        if check and run.returncode != 0:
            raise SystemExit(f"psql: {run.stderr.strip()}")
        return run.stdout.strip()

    def make(self, database):
        self.psql("postgres", f"CREATE DATABASE {database}")
        return self.url(database)

    def pgbench(self, database, script, clients, seconds):
        """How many times a second so many clients run a script, and how many times that was."""
        command = [
            self.programs["pgbench"], "--no-vacuum", "--protocol=prepared", f"--client={clients}",
            f"--jobs={min(clients, os.cpu_count() or 1)}", f"--time={seconds}", "--define=counter=-1",
            f"--file={script}", *self.connection(database),
        ]  # fmt: skip
        run = subprocess.run(command, capture_output=True, text=True, env=self.login(), timeout=seconds + PATIENCE)
        if run.returncode != 0:
            raise SystemExit(f"pgbench: {run.stderr.strip()}")
        lines = dict(line.split(": ", 1) for line in run.stdout.splitlines() if ": " in line)
        runs = int(lines["number of transactions actually processed"].split("/")[0])
        rate = next(line for line in run.stdout.splitlines() if line.startswith("tps = "))
        return float(rate.split()[2]), runs


@contextlib.contextmanager
def running(beside, listen=LOOPBACK):
    """Makes a cluster, starts it, and removes it at the end; `listen` is for who stands on other networks, too."""
    listen = sorted({LOOPBACK, listen})
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="latchkey-scale-", dir=place(beside, owner)))
    try:
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        cluster = Cluster(find_programs(), folder, owner, listen)
        cluster.initialise()
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(beside, owner):
    """A folder on a disk; beside the results, unless another user owns the server and cannot get there."""
    folders = [beside.resolve(), *beside.resolve().parents]
    if owner is None or all(folder.stat().st_mode & 0o001 for folder in folders):
        return beside
    return "/var/tmp"


def find_programs():
    folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    programs = {name: shutil.which(name, path=path) for name in NEEDED}
    missing = [name for name, program in programs.items() if program is None]
    if missing:
        raise SystemExit(f"{', '.join(missing)} of PostgreSQL is not there; run Scripts/bootstrap test")
    return programs


def version(folder):
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def end_with_parent():
    """Lets the kernel stop the server when this program is killed, and gives it no signal from the terminal."""
    os.setsid()
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG


def ticks(process, first, end):
    """Seconds of processor time: from field 11 on those of the process in user and kernel mode, then its children's."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[first:end])) / os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
