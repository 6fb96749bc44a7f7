"""Three nodes behind nginx, over one PostgreSQL and one Redis, each a real program that can be killed and started."""

import base64
import contextlib
import http.client
import os
import pathlib
import secrets
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "Benchmarks/server"))
import cluster as postgres  # noqa: E402

PATIENCE = 60  # seconds; only ends a hang
NGINX = """\
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  upstream nodes {{
{servers}
    keepalive 32;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://nodes;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host auth.example.org;
      proxy_set_header X-Forwarded-For $http_x_client;
      proxy_connect_timeout 1s;
      proxy_read_timeout 5s;
      proxy_next_upstream error timeout http_502 http_503;
    }}
  }}
}}
"""


class Node:
    """A server; it keeps its port when it is started again."""

    def __init__(self, house, number):
        self.house, self.number = house, number
        self.address = house.network.address(number)
        self.port = 18430 if house.network.can_cut else postgres.free_port()
        self.data = house.folder / f"node{number}"
        self.process = None

    def start(self):
        command = [
            *self.house.network.command(self.number), str(self.house.binary), "serve",
            "--listen", f"{self.address}:{self.port}", "--data", str(self.data),
        ]  # fmt: skip
        with open(self.house.folder / f"node{self.number}.log", "ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env=self.house.environment, preexec_fn=postgres.end_with_parent
            )

    def wait(self):
        until = time.monotonic() + PATIENCE
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                log = (self.house.folder / f"node{self.number}.log").read_text()[-800:]
                raise SystemExit(f"node {self.number} does not start: {log}")
            time.sleep(0.05)

    def is_ready(self):
        try:
            return self.ask("GET", "/health/ready")[0] == 200
        except OSError:
            return False

    def ask(self, method, path, headers=None, timeout=2):
        """The status and the body of one answer of this very node."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=timeout)
        with contextlib.closing(connection):
            try:
                connection.request(method, path, None, {"Host": "auth.example.org", **(headers or {})})
                answer = connection.getresponse()
                return answer.status, answer.read()
            except http.client.HTTPException as error:
                raise OSError(f"{error!r}") from error

    def kill(self):
        self.process.kill()
        self.process.wait()

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()


class Redis:
    def __init__(self, house):
        self.house, self.port, self.process = house, postgres.free_port(), None
        self.password = secrets.token_hex(16)
        self.url = f"redis://:{self.password}@{house.network.host}:{self.port}"

    def start(self):
        program = shutil.which("redis-server")
        if program is None:
            raise SystemExit("redis-server is not there; run Scripts/bootstrap test")
        # By standard input: a password does not belong into the list of processes.
        settings = (
            f"port {self.port}\nbind {self.house.network.host}\nrequirepass {self.password}\nsave \"\"\n"
            f"appendonly no\ndir {self.house.folder}\nprotected-mode no\n"
        )
        with open(self.house.folder / "redis.log", "ab") as log:
            self.process = subprocess.Popen(
                [program, "-"], stdin=subprocess.PIPE, stdout=log, stderr=log, preexec_fn=postgres.end_with_parent
            )
        self.process.stdin.write(settings.encode())
        self.process.stdin.close()

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Proxy:
    def __init__(self, house):
        self.house, self.port, self.process = house, postgres.free_port(), None

    def start(self):
        program = shutil.which("nginx", path=f"/usr/sbin:{os.environ.get('PATH', '')}")
        if program is None:
            raise SystemExit("nginx is not there; run Scripts/bootstrap test")
        servers = "\n".join(
            f"    server {node.address}:{node.port} max_fails=1 fail_timeout=1s;" for node in self.house.nodes
        )
        folder = self.house.folder
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=self.port, servers=servers))
        with open(folder / "nginx.out", "ab") as log:
            self.process = subprocess.Popen(
                [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "nginx.log")],
                stdout=log,
                stderr=log,
                preexec_fn=postgres.end_with_parent,
            )

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE)


class House:
    """All of it."""

    def __init__(self, binary, folder, network, cluster, settings):
        self.binary, self.folder, self.network, self.cluster = binary.resolve(), folder, network, cluster
        self.redis = Redis(self)
        # The owner of the database may only be let in from where the nodes stand.
        own = {name: value for name, value in os.environ.items() if not name.startswith("LATCHKEY_")}
        self.environment = own | {
            "LATCHKEY_DATABASE": cluster.url("latchkey").replace("127.0.0.1", network.host),
            "LATCHKEY_REDIS_URL": self.redis.url,
            "LATCHKEY_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "LATCHKEY_ISSUER": "https://auth.example.org",
            "LATCHKEY_PROXIES_TRUSTED": f"{network.host},127.0.0.1",
            **settings,
        }
        self.nodes = [Node(self, number) for number in range(3)]
        self.proxy = Proxy(self)

    def start(self):
        self.cluster.make("latchkey")
        self.redis.start()
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            node.wait()
        self.proxy.start()
        until = time.monotonic() + PATIENCE
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=5)
                connection.request("GET", "/health/live")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            if time.monotonic() > until:
                raise SystemExit(f"nginx does not answer: {(self.folder / 'nginx.log').read_text()[-500:]}")
            time.sleep(0.05)

    def command(self, *arguments):
        """A command beside the nodes, as an operator runs it."""
        run = subprocess.run(
            [str(self.binary), *arguments, "--data", str(self.folder / "node0")],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        if run.returncode != 0:
            raise SystemExit(f"latchkey {' '.join(arguments)} ended with {run.returncode}: {run.stderr.strip()}")
        return run.stdout

    def stop(self):
        for part in [self.proxy, *self.nodes, self.redis]:
            part.stop()
