"""The pages and latchkey.js as people meet them: in tabs, after a reload, under vue-router, behind axios.

Real Chromium, the built server, and pages of another origin. Each check is a function whose name is its sentence.
"""

import contextlib
import inspect
import json
import pathlib
import sys
import tempfile
import time

import account_pages
import admin_pages
import every_page
import example_web_app
import latchkey_js
import page_attacks
import page_brand
import page_comforts
import vue_application
from browser import Chromium
from servers import Latchkey, Pages, WebApp


# For whoever is building the example meanwhile.
WITHOUT_EXAMPLE = "-the_example"


def checks(*words):
    modules = [
        latchkey_js, vue_application, account_pages, admin_pages, page_comforts, page_brand, page_attacks, every_page
    ]  # fmt: skip
    if WebApp.PROGRAM.exists() and WITHOUT_EXAMPLE not in words:
        modules.append(example_web_app)
    elif WITHOUT_EXAMPLE not in words:
        print("– Examples/web-app skipped: it is not built.")
    for module in modules:
        for name, check in inspect.getmembers(module, inspect.isfunction):
            if check.__module__ != module.__name__ or name.startswith("_"):
                continue
            if all((word[1:] not in name) if word.startswith("-") else word in name for word in words):
                yield name.replace("_", " "), check


# More than these are no accident.
AGAIN = 3


def main():
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="latchkey-browser-")))
        pages = stack.enter_context(Pages())
        web_app = WebApp()
        server = stack.enter_context(Latchkey(sys.argv[1], folder, pages.origin, web_app.origin))
        if WebApp.PROGRAM.exists() and WITHOUT_EXAMPLE not in sys.argv:
            stack.enter_context(web_app.serving(server.url))
        pages.server = server.url
        named = list(checks(*sys.argv[2:]))
        failed = [pair for pair in named if not works(*pair, server, pages)]
        # What is broken fails again; what only the load of the machine has failed is named.
        if len(failed) <= AGAIN:
            for pair in failed[:]:
                if works(*pair, server, pages):
                    failed.remove(pair)
                    print(f"Unsteady: {pair[0]}", flush=True)
    print(f"{len(named) - len(failed)} of {len(named)} walks in the browser work.")
    sys.exit(1 if failed else 0)


def works(name, check, server, pages):
    started = time.monotonic()
    fault = None
    with Chromium() as browser:
        try:
            check(browser, server, pages)
            browser.expect_silence()
        except Exception as error:  # every fault of a check is a line of the report
            fault = f"  {type(error).__name__}: {error}\n  console: {json.dumps(browser.console())[:2000]}\n"
    print(f"{fault or ''}{'✘' if fault else '✔'} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    return fault is None


if __name__ == "__main__":
    main()
