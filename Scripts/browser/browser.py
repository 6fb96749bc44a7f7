"""Headless Chromium with what the walks need of it."""

import shutil
import time

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE = 60
# The browser's own note of an answer that is meant to be a refusal.
REFUSALS = ("Failed to load resource: the server responded with a status of 4",)


class Chromium:
    def __init__(self):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # Told where the driver is, Selenium looks for none on the network.
        service = webdriver.ChromeService(shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.set_script_timeout(PATIENCE)
        self.lines = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def open(self, url, title=None):
        self.driver.get(url)
        if title:
            self.until(lambda: self.driver.title == title, f"the page {url} is ready")
        return self.driver.current_window_handle

    def open_tab(self, url, title=None):
        self.driver.switch_to.new_window("tab")
        return self.open(url, title)

    def go_to(self, tab):
        self.driver.switch_to.window(tab)

    def run(self, script, *arguments):
        """Runs the body of an async function of the page; a thrown error comes back as `{"error": code}`."""
        return self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            f"(async (...args) => {{ {script} }})(...arguments).then((value) => done(value === undefined ? null : value),"
            " (error) => done({error: error.code || String(error)}));",
            *arguments,
        )

    def start(self, script):
        """Starts the body of an async function, and does not wait for it."""
        self.driver.execute_script(f"(async () => {{ {script} }})()")

    def until(self, condition, what):
        try:
            return WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: condition())
        except Exception as error:
            raise AssertionError(f"waited in vain until {what}") from error

    def text(self, selector):
        # In one step: an element that is found first may be gone when it is read.
        return self.driver.execute_script("return document.querySelector(arguments[0])?.innerText ?? null", selector)

    def fill(self, **fields):
        for name, text in fields.items():
            self.driver.find_element(By.NAME, name).send_keys(text)

    def click(self, selector):
        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    @property
    def path(self):
        return self.driver.execute_script("return location.pathname + location.search + location.hash")

    def console(self):
        self.lines += [line["message"] for line in self.driver.get_log("browser")]
        return self.lines

    def expect_silence(self):
        loud = [line for line in self.console() if not any(refusal in line for refusal in REFUSALS)]
        assert not loud, f"the console says {loud}"


def expect(found, wanted, what):
    assert found == wanted, f"{what}: {found!r} in place of {wanted!r}"


def clock():
    return time.monotonic()
