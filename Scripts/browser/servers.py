"""The built server, and a server of pages of another origin."""

import contextlib
import http.server
import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import urllib.request

PAGES = pathlib.Path(__file__).parent / "pages"
LIBRARIES = {
    "/vue.js": "/usr/share/javascript/vue/vue.min.js",
    "/vue-router.js": "/usr/share/nodejs/vue-router/dist/vue-router.js",
    "/axios.js": "/usr/share/nodejs/axios/dist/axios.min.js",
}
PASSWORD = "violet otter drums at noon"


class Pages:
    """Serves the pages, and an API of its own that counts what it is asked and refuses tokens when told to."""

    def __init__(self):
        self.server = ""
        self.refused = set()
        self.seen = []
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://127.0.0.1:{self.http.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()

    def answer(self, method, path, token, body):
        """Status, type and octets."""
        name = path.split("?")[0]
        if name in LIBRARIES:
            # Debian builds vue-router with a path-to-regexp that has no `keys`; routes without parameters need none.
            library = pathlib.Path(LIBRARIES[name]).read_bytes().replace(b"regex.keys.forEach", b"(regex.keys || []).forEach")
            return 200, "text/javascript", library
        if name == "/api/echo":
            self.seen.append((method, token, body))
            status = 401 if token is None or token in self.refused else 200
            return status, "application/json", json.dumps({"body": body}).encode()
        page = "blank.html" if name == "/blank" else "app.html"
        return 200, "text/html", (PAGES / page).read_text().replace("SERVER", self.server).encode()

    def _handler(self):
        pages = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
                status, kind, octets = pages.answer(self.command, self.path, token, body)
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

            do_GET = do_POST = handle_any

            def log_message(self, *_):
                pass

        return Handler


class WebApp:
    """Examples/web-app as it was built, on a port that was free a moment ago."""

    PROGRAM = pathlib.Path(".build/examples/debug/web-app")

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def serving(self, latchkey):
        environment = os.environ | {"LATCHKEY_URL": latchkey, "PORT": str(self.port)}
        with subprocess.Popen([self.PROGRAM], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            try:
                while run.poll() is None:
                    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                        break
                yield
            finally:
                run.terminate()


class Latchkey:
    """The built server over a fresh folder; access tokens live long enough for one refresh to be due soon."""

    def __init__(self, binary, folder, pages, web_app, lifetime="12s"):
        self.binary, self.folder = binary, folder
        (folder / "latchkey.yaml").write_text(
            f"listen: 127.0.0.1:0\ncors:\n  origins: [{pages}, {web_app}]\ntokens:\n  accessLifetime: {lifetime}\n"
            "limits:\n  signUpsPerHourFromLoopback: 1000\n  loginFailuresPerMinute: 1000\n"
            "  mailsPerHour: 1000\n  mailsPerRecipient: 1000\n  mailsPerRecipientInAll: 1000\n"
        )
        self.data = str(folder / "data")
        self.web_app = web_app
        self.count = 0

    def __enter__(self):
        self.log = (self.folder / "server.log").open("w+")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--config", self.folder / "latchkey.yaml", "--data", self.data],
            stdout=self.log,
            stderr=self.log,
        )
        self.url = self._listening()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def _listening(self):
        log = self.folder / "server.log"
        while self.process.poll() is None:
            if found := re.search(r"http://127\.0\.0\.1:[1-9]\d*", log.read_text()):
                return found[0]
        raise SystemExit(f"the server did not start:\n{log.read_text()}")

    def run(self, *arguments):
        """A command of the program, beside the running server."""
        done = subprocess.run(
            [self.binary, *arguments, "--data", self.data, "--json"], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sign_up(self):
        """A new account; its user name."""
        self.count += 1
        name = f"ada{self.count}"
        body = json.dumps({"username": name, "password": PASSWORD}).encode()
        request = urllib.request.Request(f"{self.url}/api/signup", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 201
        return name
