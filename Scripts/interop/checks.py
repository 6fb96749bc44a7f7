"""The smallest test runner that serves: named checks, one line each, exit 1 when one fails.

What fails is tried once more when the others are done: what is broken fails again, what only the load of the machine has
failed is named as unsteady.
"""

import pathlib
import tempfile
import time
import traceback

from latchkey import Latchkey


class Checks:
    """A list of named checks; each is a function of the program and an empty folder."""

    def __init__(self):
        self.named = []

    def __call__(self, name):
        def add(function):
            self.named.append((name, function))
            return function

        return add


# More than these are no accident.
AGAIN = 3


def run_checks(binary, *groups):
    named = [pair for group in groups for pair in group.named]
    failed = [pair for pair in named if not passes(binary, *pair)]
    if len(failed) <= AGAIN:
        for pair in failed[:]:
            if passes(binary, *pair):
                failed.remove(pair)
                print(f"Unsteady: {pair[0]}", flush=True)
    print(f"{len(named) - len(failed)} of {len(named)} exchanges work.")
    return 1 if failed or not named else 0


def passes(binary, name, function):
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="latchkey-interop-") as folder:
        try:
            function(Latchkey(binary), pathlib.Path(folder))
        except Exception:
            print(f"✘ {name}\n{traceback.format_exc()}", flush=True)
            return False
    print(f"✔ {name} ({time.monotonic() - started:.1f} s)", flush=True)
    return True


def expect_equal(actual, expected, what):
    """Like `assert`, which -O would remove, and says what differs."""
    if actual != expected:
        raise AssertionError(f"{what}: {actual!r} instead of {expected!r}")


def expect_refusal(refusal, action):
    """Runs `action`, which has to raise `refusal`."""
    try:
        action()
    except refusal:
        return
    raise AssertionError(f"accepted, where {refusal.__name__} was due")


def wait_until(condition, what):
    """Asks again and again, and gives up on a condition that does not come."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(0.02)
