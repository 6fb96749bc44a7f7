"""Starts a server with an administrator, and lets schemathesis send it what its /openapi.json allows and what it forbids.

Operations that would end the session that asks, or delete its account, are checked in a run of their own.
"""

import contextlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

PASSWORD = "violet otter drums at noon"
# The limits are not what is tested here, and the program that tests comes from one address.
SETTINGS = """
listen: 127.0.0.1:0
tokens:
  accessLifetime: 2h
revocation:
  snapshot: everybody
  statusLists: true
limits:
  signUpsPerHourFromLoopback: 1000000
  loginFailuresPerMinute: 1000000
"""
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method", "missing_required_header",
    "ignored_auth",
)  # fmt: skip
# What ends the session, the account or the sessions of everybody.
LAST = (
    "logOut", "changeAccount", "changePassword", "revokeAccount", "updateAccount", "deleteSomeAccount", "rotateKeys",
    "beginFactor", "confirmFactor", "removeFactor", "replaceRecoveryCodes", "deleteAccount",
)  # fmt: skip


@contextlib.contextmanager
def serving(binary, folder):
    settings = folder / "latchkey.yaml"
    settings.write_text(SETTINGS)
    data = str(folder / "data")
    # Each run has an administrator of its own, since it may do away with them.
    for name in ("admin", *LAST):
        run = subprocess.run(
            [binary, "account", "add", name, "--role", "admin", "--password-stdin", "--data", data],
            input=PASSWORD, text=True, capture_output=True,
        )  # fmt: skip
        if run.returncode != 0:
            raise SystemExit(f"no administrator: {run.stderr}")
    log = (folder / "server.log").open("w+")
    with subprocess.Popen([binary, "serve", "--config", settings, "--data", data], stdout=log, stderr=log) as server:
        try:
            yield listening(server, folder / "server.log")
        finally:
            server.terminate()
            server.wait(30)


def listening(server, log):
    """Where the server listens, which it says as soon as it does."""
    while server.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:[1-9]\d*", log.read_text()):
            return found[0]
        time.sleep(0.05)
    raise SystemExit(f"the server did not start:\n{log.read_text()}")


def access_token(url, name):
    body = json.dumps({"login": name, "password": PASSWORD}).encode()
    request = urllib.request.Request(f"{url}/api/login", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["access_token"]


def check(folder, url, name, *selection):
    """Everything that schemathesis knows, from a fixed seed, so that a fault is found again."""
    return subprocess.run(
        [
            pathlib.Path(sys.executable).parent / "schemathesis", "run", f"{url}/openapi.json",
            "--header", f"Authorization: Bearer {access_token(url, name)}", "--checks", ",".join(CHECKS),
            "--max-examples", "40", "--seed", "20261121", "--no-color", *selection,
        ],
        # It keeps notes where it runs.
        cwd=folder,
    ).returncode  # fmt: skip


def main():
    with tempfile.TemporaryDirectory(prefix="latchkey-openapi-") as folder:
        with serving(sys.argv[1], pathlib.Path(folder)) as url:
            with urllib.request.urlopen(f"{url}/openapi.json") as answer:
                document = json.load(answer)
            names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
            last = [name for name in LAST if name in names]
            failed = check(folder, url, "admin", *(word for name in last for word in ("--exclude-operation-id", name)))
            for name in last:
                failed += check(folder, url, name, "--include-operation-id", name, "--phases", "coverage,fuzzing")
    if failed:
        raise SystemExit("the server does not do what its /openapi.json says")
    print(f"{len(names)} of {len(names)} operations keep to /openapi.json.")


if __name__ == "__main__":
    main()
