"""What holds for every page of the tour, in both schemes and at both widths; with a picture of each."""

import base64
import importlib.resources
import pathlib

from page_tour import tour
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

WIDTHS = {390: 844, 1280: 860}
SCHEMES = ["light", "dark"]
PICTURES = pathlib.Path(".build/screenshots")
WEIGHT_LIMIT = 60_000
AXE = (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text()

# What has the focus, by its place among all that can have it, and whether that can be seen.
FOCUS = """
const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter((one) => !one.disabled && (one.checkVisibility() || one.className === 'skip'));
const style = getComputedStyle(document.activeElement);
return [all.indexOf(document.activeElement), all.length, style.outlineStyle !== 'none' && style.outlineWidth !== '0px'];
"""
# Faults that need no library to be seen.
STRUCTURE = """
const faults = [];
const headings = [...document.querySelectorAll('h1, h2, h3, h4')].map((one) => Number(one.tagName[1]));
if (headings.filter((level) => level === 1).length !== 1) faults.push('not one h1');
headings.forEach((level, at) => { if (level > (headings[at - 1] ?? 0) + 1) faults.push(`h${level} without one above`); });
for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
  if (!field.labels?.length) faults.push(`${field.name} without a label`);
  const told = (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  for (const id of told) if (!document.getElementById(id)?.textContent.trim()) faults.push(`${field.name}: no ${id}`);
  if (field.ariaInvalid === 'true' && !told.length) faults.push(`${field.name}: no word about its fault`);
}
if (document.querySelector('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')) faults.push('tabindex');
if (document.querySelector('[aria-invalid], [role=alert]') && !document.querySelector('h1') ) faults.push('no h1');
for (const form of document.forms)
  if (form.method === 'post' && !form.querySelector('[name=form_token]')) faults.push(`${form.action}: no token`);
return faults;
"""
WEIGHT = """
return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter((one) => new URL(one.name).origin === origin).reduce((sum, one) => sum + one.encodedBodySize, 0);
"""
ELSEWHERE = """
return performance.getEntriesByType('resource').map((one) => one.name).filter((name) => new URL(name).origin !== origin);
"""


class Inspector:
    def __init__(self, browser):
        self.browser, self.driver = browser, browser.driver
        self.faults, self.heaviest = [], (0, "")
        PICTURES.mkdir(parents=True, exist_ok=True)

    def inspect(self, name):
        weight = self.driver.execute_script(WEIGHT)
        self.heaviest = max(self.heaviest, (weight, name))
        self.expect(weight <= WEIGHT_LIMIT, f"{name} weighs {weight} octets")
        for fault in self.driver.execute_script(STRUCTURE) + self.driver.execute_script(ELSEWHERE):
            self.faults.append(f"{name}: {fault}")
        for width, height in WIDTHS.items():
            for scheme in SCHEMES:
                self.look(name, width, height, scheme)
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.walk_with_the_keyboard(name)

    def look(self, name, width, height, scheme):
        cdp = self.driver.execute_cdp_cmd
        metrics = {"width": width, "height": height, "deviceScaleFactor": 2 if width < 500 else 1, "mobile": width < 500}
        cdp("Emulation.setDeviceMetricsOverride", metrics)
        cdp("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        excess = self.driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
        self.expect(excess <= 0, f"{name} is {excess} px too wide at {width}")
        picture = cdp("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True})
        (PICTURES / f"{name}-{width}-{scheme}.png").write_bytes(base64.b64decode(picture["data"]))
        self.run_axe(f"{name} at {width}, {scheme}")

    def run_axe(self, where):
        if not self.driver.execute_script("return 'axe' in window"):
            # Through the debugger: the policy of the page lets in no script of others.
            self.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE})
        found = self.driver.execute_async_script(
            "axe.run({resultTypes: ['violations']}).then((result) => arguments[0](result.violations"
            ".map((one) => `${one.impact}: ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' ')}`)))"
        )
        self.faults += [f"{where}: {fault}" for fault in found]

    def walk_with_the_keyboard(self, name):
        """Tab goes through everything in the order of the document, and shows where it is."""
        self.driver.execute_script("document.querySelector('.skip').focus()")
        place, count, _ = self.driver.execute_script(FOCUS)
        self.expect(place == 0, f"{name}: the first stop is not the link to the content")
        for wanted in range(1, min(count, 40)):
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
            place, _, is_seen = self.driver.execute_script(FOCUS)
            self.expect(place == wanted, f"{name}: Tab leads to {place} in place of {wanted}")
            self.expect(is_seen, f"{name}: nobody sees that {place} has the focus")

    def expect(self, holds, fault):
        if not holds:
            self.faults.append(fault)


def every_page_is_light_and_fit_for_keyboards_and_screen_readers(browser, server, _):
    inspector = Inspector(browser)
    names = []
    for name in tour(browser, server):
        names.append(name)
        inspector.inspect(name)
        browser.console()
    print(f"  {len(names)} pages, the heaviest {inspector.heaviest[1]} with {inspector.heaviest[0]} octets")
    assert not inspector.faults, "\n    ".join(["", *dict.fromkeys(inspector.faults)])
