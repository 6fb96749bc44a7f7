"""The pages under the name, the mark and the colour of whoever runs them; and settings that no page could have."""

import contextlib
import pathlib
import subprocess
import tempfile

from browser import expect
from every_page import Inspector
from page_tour import Visitor
from servers import PASSWORD, Latchkey

MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#0f766e"/>'
    '<path d="M9 17l5 5 9-11" fill="none" stroke="#fff" stroke-width="4"/></svg>'
)
# A colour that could not be read behind white or black, and one that can.
COLORS = ("#0f766e", "#ffd60a")


@contextlib.contextmanager
def _branded(server, **pages):
    """A server of its own with these settings."""
    with tempfile.TemporaryDirectory(prefix="latchkey-brand-") as folder:
        folder = pathlib.Path(folder)
        (folder / "mark.svg").write_text(MARK)
        branded = Latchkey(server.binary, folder, "http://127.0.0.1:1", "http://127.0.0.1:2")
        with (folder / "latchkey.yaml").open("a") as settings:
            settings.write("pages:\n")
            for name, value in pages.items():
                settings.write(f'  {name}: "{value}"\n'.replace("MARK", str(folder / "mark.svg")))
        with branded:
            yield branded


def the_pages_bear_name_mark_and_colour_of_their_owner(browser, server, _):
    inspector = Inspector(browser)
    for number, color in enumerate(COLORS):
        with _branded(server, name="Lovelace & Co", logo="MARK", color=color) as branded:
            visitor = Visitor(browser, branded)
            visitor.go("/login")
            assert "Lovelace & Co" in browser.text("header"), browser.text("header")
            mark = browser.driver.execute_script(
                "const mark = document.querySelector('header img'); return mark && [mark.complete, mark.naturalWidth > 0]"
            )
            expect(mark, [True, True], "whether the mark is drawn")
            assert browser.driver.title.endswith("Lovelace & Co"), browser.driver.title
            inspector.inspect(f"brand-{number}-login")
            name = branded.sign_up()
            visitor.send(login=name, password=PASSWORD)
            inspector.inspect(f"brand-{number}-account")
            browser.expect_silence()
    assert not inspector.faults, "\n    ".join(["", *dict.fromkeys(inspector.faults)])


def settings_that_no_page_could_have_are_refused_at_the_start(browser, server, _):
    with tempfile.TemporaryDirectory(prefix="latchkey-brand-") as folder:
        large, text = pathlib.Path(folder, "large.svg"), pathlib.Path(folder, "text.txt")
        large.write_text(MARK + " " * 30_000)
        text.write_text("no picture")
        for setting, value, words in (
            ("color", "blue", "pages.color"), ("color", "#12345", "pages.color"), ("name", "x" * 65, "pages.name"),
            ("name", "", "pages.name"), ("logo", f"{folder}/nothing.svg", "cannot read"),
            ("logo", str(large), "larger than 24 KiB"), ("logo", str(text), "neither SVG nor PNG"),
        ):  # fmt: skip
            settings = pathlib.Path(folder, "latchkey.yaml")
            settings.write_text(f'listen: 127.0.0.1:0\npages:\n  {setting}: "{value}"\n')
            run = subprocess.run(
                [server.binary, "serve", "--config", settings, "--data", f"{folder}/data"],
                capture_output=True, text=True, timeout=60,
            )  # fmt: skip
            assert run.returncode in (2, 3), (setting, value, run.returncode)
            lines = run.stderr.strip().splitlines()
            assert len(lines) == 1 and words in lines[0], (setting, value, lines)
