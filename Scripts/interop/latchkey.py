"""The built program, driven from outside: its commands, and a server of its own."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import subprocess
import urllib.parse

PATIENCE = 60  # seconds; a command answers in milliseconds, so this only ends a hang
EMAIL = "ada@example.org"
PASSWORD = "a sentence nobody else would type"


class Refused(Exception):
    """The program answered with exit code 1."""


class Latchkey:
    def __init__(self, binary):
        self.binary = str(pathlib.Path(binary).resolve())

    def run(self, *arguments, text=""):
        """Runs a command and returns what it printed."""
        done = subprocess.run(
            [self.binary, *map(str, arguments)],
            input=text,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=environment(),
        )
        if done.returncode == 1:
            raise Refused(done.stderr.strip() or done.stdout.strip())
        if done.returncode != 0:
            raise AssertionError(f"latchkey {arguments[0]} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def sign(self, key, claims, *arguments):
        return self.run("token", "sign", "--key", key, "--claims", json.dumps(claims), *arguments).strip()

    def verify(self, token, *arguments):
        """Refused, or what the command prints about a valid token."""
        return self.run("token", "verify", "-", *arguments, text=token)

    def verdicts(self, cases):
        """The answers of `token verify --batch`, one for each case."""
        lines = "".join(json.dumps(case) + "\n" for case in cases)
        return [json.loads(line) for line in self.run("token", "verify", "--batch", text=lines).splitlines()]

    @contextlib.contextmanager
    def serving(self, data, settings=None):
        """A server on a free loopback port, stopped at the end by SIGTERM."""
        log = pathlib.Path(data).with_suffix(".log")
        with open(log, "w") as errors:
            process = subprocess.Popen(
                [self.binary, "serve", "--listen", "127.0.0.1:0", "--data", str(data)],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=environment() | (settings or {}),
            )
        try:
            announced = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            if not announced:
                raise AssertionError(f"latchkey serve did not start: {log.read_text()}")
            yield Server(announced[0])
            process.terminate()
            if process.wait(PATIENCE) != 0:
                raise AssertionError(f"latchkey serve ended with {process.returncode}: {log.read_text()}")
        finally:
            process.kill()
            process.wait()


class Server:
    """A running server, spoken to over HTTP."""

    def __init__(self, issuer):
        self.issuer = issuer
        self.jwks = f"{issuer}/.well-known/jwks.json"

    def request(self, method, path, body=None, token=None):
        """The status and the JSON of an answer."""
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.issuer).netloc, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, path, body and json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or "null")

    def sign_up(self):
        """An access token of a new account."""
        return self.token_for("/api/signup", {"email": EMAIL, "password": PASSWORD}, status=201)

    def log_in(self):
        """Another access token of the account that has signed up."""
        return self.token_for("/api/login", {"login": EMAIL, "password": PASSWORD}, status=200)

    def token_for(self, path, body, status):
        answered, answer = self.request("POST", path, body)
        if answered != status:
            raise AssertionError(f"{path} answered {answered}: {answer}")
        return answer["access_token"]


def environment():
    """This process's environment without settings that somebody's shell holds for another Latchkey."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LATCHKEY_")}
