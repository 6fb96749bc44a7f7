"""The built program serving a data folder of its own on loopback, as the benchmarks drive and watch it."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

PATIENCE = 60  # seconds; only ends a hang
EMAIL = "ada@example.org"
PASSWORD = "a sentence nobody else would type"
TICKS = os.sysconf("SC_CLK_TCK")


class Served:
    """A running server."""

    def __init__(self, process, port, ready):
        self.process, self.port = process, port
        self.ready = ready  # seconds from starting the program to the line that says where it listens
        self.url = f"http://127.0.0.1:{port}"

    def post(self, path, body):
        status, answered = self.ask(path, body)
        if status not in (200, 201):
            raise SystemExit(f"{path} answered {status}: {answered}")
        return answered

    def ask(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())

    def sign_up(self, email=EMAIL):
        return self.post("/api/signup", {"email": email, "password": PASSWORD})

    def log_in(self):
        return self.post("/api/login", {"login": EMAIL, "password": PASSWORD})

    def memory(self):
        """Resident and private memory in MB (10^6 octets, as the budget counts them)."""
        rollup = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        kilobytes = {name: int(value) for name, value in re.findall(r"^(\w+):\s+(\d+) kB", rollup, re.MULTILINE)}
        # Clean pages are the program's own file in the page cache, which the kernel takes back when it likes.
        private = kilobytes["Private_Dirty"]
        return kilobytes["Rss"] * 1024 / 1e6, private * 1024 / 1e6

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextlib.contextmanager
def serving(binary, data, port=0, **extra):
    """Starts the program, waits for the line that says where it listens, and stops it at the end."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LATCHKEY_")} | extra
    command = [str(binary), "serve", "--listen", f"127.0.0.1:{port}", "--data", str(data)]
    started = time.monotonic()
    with (
        # Nobody reads along, and a server that cannot write its log stands still.
        tempfile.TemporaryFile() as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment) as process,
    ):
        try:
            line = process.stdout.readline()
            ready = time.monotonic() - started
            announced = re.search(rb"http://127\.0\.0\.1:(\d+)", line)
            if not announced:
                process.wait(PATIENCE)
                log.seek(0)
                raise SystemExit(f"latchkey serve did not start: {log.read().decode()}")
            yield Served(process, int(announced[1]), ready)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
