#!/usr/bin/env python3
"""Takes a picture of every page, 390 and 1280 px wide, light and dark, with headless Chromium.

    pip install selenium
    Scripts/screenshots.py http://127.0.0.1:8080 .build/screenshots

The server must be a fresh one on loopback. Exits 1 when a page overflows its width or the console shows an error,
a report of the content security policy included.
"""

import base64
import pathlib
import shutil
import sys
import urllib.parse

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

PASSWORD = "seven quiet green lamps"
WIDTHS = {390: 844, 1280: 860}
SCHEMES = ["light", "dark"]
# A failed login, a taken name and so on are logged by the browser as failed resources; they are meant.
EXPECTED = ["400 (Bad Request)", "401 (Unauthorized)", "403 (Forbidden)", "409 (Conflict)", "429 (Too Many Requests)"]


def start(user_agent=None):
    options = webdriver.ChromeOptions()
    for argument in ["--headless=new", "--no-sandbox", "--hide-scrollbars"]:
        options.add_argument(argument)
    if user_agent:
        options.add_argument(f"--user-agent={user_agent}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # Told where the driver is, Selenium looks for none on the network.
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


class Camera:
    def __init__(self, browser, base, folder):
        self.browser, self.base, self.folder = browser, base, pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.faults = []

    def open(self, path):
        self.browser.get(urllib.parse.urljoin(self.base, path))

    def send(self, button="main form button", **fields):
        for name, text in fields.items():
            field = self.browser.find_element(By.NAME, name)
            field.clear()
            field.send_keys(text)
        # The server decides, not the browser's own check of the fields.
        self.browser.execute_script("for (const form of document.forms) form.noValidate = true")
        page = self.browser.find_element(By.TAG_NAME, "html")
        self.browser.find_element(By.CSS_SELECTOR, button).click()
        WebDriverWait(self.browser, 10).until(staleness_of(page))

    def shoot(self, name):
        for width, height in WIDTHS.items():
            for scheme in SCHEMES:
                self.shoot_once(name, width, height, scheme)
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.check_console(name)

    def shoot_once(self, name, width, height, scheme):
        cdp = self.browser.execute_cdp_cmd
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2 if width < 500 else 1, "mobile": width < 500}
        cdp("Emulation.setDeviceMetricsOverride", metrics)
        cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        overflow = self.browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            self.faults.append(f"{name}: {overflow} px too wide at {width}")
        picture = cdp("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True})
        (self.folder / f"{name}-{width}-{scheme}.png").write_bytes(base64.b64decode(picture["data"]))

    def check_console(self, name):
        for entry in self.browser.get_log("browser"):
            if entry["level"] != "INFO" and not any(text in entry["message"] for text in EXPECTED):
                self.faults.append(f"{name}: {entry['message']}")


def main(base, folder):
    # Another device first, so that the account page has something to show.
    phone = start("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1")
    other = Camera(phone, base, folder)
    other.open("/signup")
    other.send(login="ada@example.org", name="Ada Lovelace", password=PASSWORD)
    camera = Camera(start(), base, folder)
    try:
        camera.open("/login")
        camera.shoot("login")
        camera.send(login="ada@example.org", password="not the password")
        camera.shoot("login-wrong")
        while "Please wait" not in camera.browser.page_source:
            camera.send(login="somebody@example.org", password="not the password")
        camera.shoot("login-too-many")
        camera.open("/signup")
        camera.shoot("signup")
        camera.send(login="ada@", name="Ada", password="password")
        camera.shoot("signup-faults")
        camera.send(login="ada@example.org", name="Ada", password=PASSWORD)
        camera.shoot("signup-taken")
        camera.browser.delete_all_cookies()
        camera.send(login="ada@example.org", password=PASSWORD)
        camera.shoot("form-expired")
        camera.open("/login?redirect=/account")
        camera.send(login="ada@example.org", password=PASSWORD)
        assert camera.browser.current_url.endswith("/account"), camera.browser.current_url
        camera.shoot("account")
        camera.send(button=".sessions form button")
        camera.shoot("account-ended")
        camera.send(button="header button")
        assert camera.browser.current_url.endswith("/login?done=signed-out"), camera.browser.current_url
        camera.shoot("signed-out")
        other.open("/account")
        if "/login" not in phone.current_url:
            camera.faults.append("the ended device is still signed in")
    finally:
        camera.browser.quit()
        phone.quit()
    for fault in camera.faults:
        print(fault, file=sys.stderr)
    return 1 if camera.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
