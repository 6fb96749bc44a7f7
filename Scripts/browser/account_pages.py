"""The account pages as people walk them; each walk again without scripts."""

import contextlib
import json
import pathlib
import re
import time
import urllib.parse

from browser import Chromium, expect
from page_tour import one_time_code
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from servers import PASSWORD

NEW_PASSWORD = "copper heron walks at ten"
STEP = 30


def _send(browser, selector="main form button.primary", **fields):
    """Fills the form in and sends it; the page that comes is there when it returns."""
    driver = browser.driver
    for name, text in fields.items():
        field = driver.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)
    driver.execute_script("window.isOld = true")
    driver.find_element(By.CSS_SELECTOR, selector).click()
    browser.until(lambda: _is_new(driver), "the next page is there")


def _is_new(driver):
    try:
        return driver.execute_script("return !window.isOld && document.readyState === 'complete'")
    except WebDriverException:
        # Between two pages there is nobody to ask.
        return False


def _go(browser, server, path):
    browser.driver.get(server.url + path)


def _says(browser, text):
    found = browser.driver.find_element(By.TAG_NAME, "body").text
    assert text in found, f"{text!r} is not in {found!r}"


def _sign_up(browser, server, login):
    _go(browser, server, "/signup")
    _send(browser, login=login, password=PASSWORD)
    expect(browser.path, "/account", "the page after signing up")
    return login


def _sign_in(browser, server, login, password=PASSWORD):
    _go(browser, server, "/login")
    _send(browser, login=login, password=password)


def _links(server, recipient):
    """The paths in the mails to an address that lie in the outbox, oldest first."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        mails = sorted(pathlib.Path(server.data, "outbox").glob("**/*.eml"), key=lambda mail: mail.stat().st_mtime_ns)
        texts = [mail.read_text().replace("=\n", "").replace("=3D", "=") for mail in mails]
        if found := [
            path
            for text in texts
            if re.search(rf"^To:.*{re.escape(recipient)}", text, re.M | re.I)
            for path in re.findall(r"http://[^/\s]+(/email-change\?token=[\w-]+)", text)[:1]
        ]:
            return found
        time.sleep(0.2)
    raise AssertionError(f"no mail to {recipient}")


def _forgive(browser, *words):
    """What the browser says in these words is meant."""
    browser.lines = [line for line in browser.console() if not any(word in line for word in words)]


@contextlib.contextmanager
def _without_scripts(browser):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def _profile(browser, server, login):
    _sign_up(browser, server, login)
    browser.click("a[href='/account/profile']")
    _send(browser, name="Ada Lovelace", username=f"{login}-2")
    _says(browser, "Your profile is saved.")
    _go(browser, server, "/account")
    expect(browser.driver.find_element(By.TAG_NAME, "h1").text, "Ada Lovelace", "the name on the account page")
    # A user name that nobody can have: the fault stands beside its field, and the field has the focus.
    _go(browser, server, "/account/profile")
    _send(browser, username="a b")
    field = browser.driver.switch_to.active_element
    expect(field.get_attribute("name"), "username", "the field with the focus")
    expect(field.get_attribute("aria-describedby"), "username-error", "what describes it")
    assert browser.driver.find_element(By.ID, "username-error").text


def _email(browser, server, login):
    _sign_up(browser, server, login)
    first, second = f"{login}@example.org", f"{login}@new.example"
    _go(browser, server, "/account/email")
    _send(browser, email=first)
    _says(browser, "A link is on its way to the new address.")
    _go(browser, server, _links(server, first)[0])
    _send(browser)
    _go(browser, server, "/account/email")
    _send(browser, email=second)
    _says(browser, "Links are on their way to both addresses.")
    _go(browser, server, _links(server, second)[0])
    _send(browser)
    _go(browser, server, "/account/profile")
    _says(browser, first)
    _go(browser, server, _links(server, first)[-1])
    _send(browser)
    _go(browser, server, "/account/profile")
    _says(browser, second)


def _password(browser, server, login):
    _sign_up(browser, server, login)
    with Chromium() as other:
        _sign_in(other, server, login)
        expect(other.path, "/account", "the other device")
        browser.click("a[href='/account/password']")
        _send(browser, current_password="not the password", password=NEW_PASSWORD)
        _says(browser, "This password is not right.")
        _send(browser, current_password=PASSWORD, password=NEW_PASSWORD)
        _says(browser, "Your new password is set")
        _go(other, server, "/account")
        expect(other.path, "/login?redirect=/account", "the other device's next page")
        _send(other, login=login, password=NEW_PASSWORD)
        expect(other.path, "/account", "the other device with the new password")


def _devices(browser, server, login):
    _sign_up(browser, server, login)
    with Chromium() as other, Chromium() as third:
        for device in (other, third):
            _sign_in(device, server, login)
        browser.click("a[href='/account/devices']")
        expect(len(browser.driver.find_elements(By.CSS_SELECTOR, ".sessions li")), 3, "the devices")
        expect(len(browser.driver.find_elements(By.CSS_SELECTOR, ".badge")), 1, "the marks of this device")
        _send(browser, ".sessions form button")
        _says(browser, "That session has ended.")
        _go(third, server, "/account")
        _go(other, server, "/account")
        ended = [device for device in (other, third) if device.path.startswith("/login")]
        expect(len(ended), 1, "the devices that were signed out")
        _send(browser, "form[action$='end-others'] button")
        for device in (other, third):
            _go(device, server, "/account")
            expect(device.path, "/login?redirect=/account", "the page of a device that was ended")
        _go(browser, server, "/account/devices")
        _send(browser, "form[action$='end-all'] button")
        _says(browser, "You are signed out everywhere.")
        _forgive(browser, "Clear-Site-Data")
        _go(browser, server, "/account/devices")
        expect(browser.path, "/login?redirect=/account/devices", "this device's next page")


def _second_factor(browser, server, login):
    _sign_up(browser, server, login)
    browser.click("a[href='/account/factors']")
    browser.click("a[href='/account/factors/new']")
    _send(browser, name="Telephone")
    square = browser.driver.find_element(By.CSS_SELECTOR, "svg.qr").rect
    assert square["width"] > 150 and abs(square["width"] - square["height"]) < 1, square
    secret = browser.driver.find_element(By.CSS_SELECTOR, ".secret").text.replace(" ", "")
    address = browser.driver.find_element(By.CSS_SELECTOR, "a[href^='otpauth:']").get_attribute("href")
    expect(urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["secret"], [secret], "the secret in the address")
    _send(browser, code="000000")
    _says(browser, "This code is not right.")
    expect(browser.driver.find_element(By.CSS_SELECTOR, ".secret").text.replace(" ", ""), secret, "the secret again")
    # The step before is as good as this one, and leaves this one to sign in with.
    now = time.time()
    _send(browser, code=one_time_code(secret, now - STEP))
    codes = [code.text for code in browser.driver.find_elements(By.CSS_SELECTOR, ".codes code")]
    expect(len(codes), 10, "the recovery codes")
    with Chromium() as other:
        _sign_in(other, server, login)
        expect(other.path, "/login/second-factor", "the page after the password")
        _send(other, code=one_time_code(secret, now))
        expect(other.path, "/account", "the page after the code")
    with Chromium() as other:
        _sign_in(other, server, login)
        _send(other, code=codes[0])
        expect(other.path, "/account", "the page after a recovery code")
    _go(browser, server, "/account/confirm?return=/account/recovery-codes")
    _send(browser, password=PASSWORD, code=codes[1])
    expect(browser.path, "/account/recovery-codes", "the page asked for")
    _send(browser)
    fresh = [code.text for code in browser.driver.find_elements(By.CSS_SELECTOR, ".codes code")]
    assert len(fresh) == 10 and not set(fresh) & set(codes), fresh
    _go(browser, server, "/account/factors")
    browser.click("a[href$='/remove']")
    _send(browser)
    _says(browser, "The authenticator is removed.")
    with Chromium() as other:
        _sign_in(other, server, login)
        expect(other.path, "/account", "the page after the password alone")


def _confirm(browser, server, login):
    _sign_up(browser, server, login)
    before = browser.driver.get_cookie("latchkey-session")["value"]
    _go(browser, server, "/account/confirm?return=/account/devices")
    _send(browser, password="not the password")
    _says(browser, "This password is not right.")
    _send(browser, password=PASSWORD)
    expect(browser.path, "/account/devices", "the page asked for")
    assert browser.driver.get_cookie("latchkey-session")["value"] != before
    for target in ("//evil.example", "https://evil.example", "/\\evil.example", "/%2f/evil.example", "javascript:alert(1)"):
        _go(browser, server, "/account/confirm?return=" + urllib.parse.quote(target, safe=""))
        _send(browser, password=PASSWORD)
        expect(browser.path, "/account", f"the page for {target}")


def _deletion(browser, server, login):
    _sign_up(browser, server, login)
    browser.click("a[href='/account/data']")
    browser.click("a[href='/account/delete']")
    _send(browser, confirmation="somebody else")
    _says(browser, "This is not the name of your account.")
    _send(browser, confirmation=login)
    _says(browser, "Your account is deleted.")
    _sign_in(browser, server, login)
    _says(browser, "The name or the password is not right.")
    _forgive(browser, "Clear-Site-Data")


_WALKS = {
    "profile": _profile, "email": _email, "password": _password, "devices": _devices, "factor": _second_factor,
    "confirm": _confirm, "delete": _deletion,
}  # fmt: skip


def _walk(name, scripts):
    def check(browser, server, pages):
        with contextlib.nullcontext() if scripts else _without_scripts(browser):
            _WALKS[name](browser, server, f"{name}{'' if scripts else '-plain'}-{time.time_ns()}"[-40:])

    return check


def account_page_of_the_profile(browser, server, pages):
    _walk("profile", True)(browser, server, pages)


def account_page_of_the_profile_without_scripts(browser, server, pages):
    _walk("profile", False)(browser, server, pages)


def account_page_of_the_email_address(browser, server, pages):
    _walk("email", True)(browser, server, pages)


def account_page_of_the_email_address_without_scripts(browser, server, pages):
    _walk("email", False)(browser, server, pages)


def account_page_of_the_password(browser, server, pages):
    _walk("password", True)(browser, server, pages)


def account_page_of_the_password_without_scripts(browser, server, pages):
    _walk("password", False)(browser, server, pages)


def account_page_of_devices(browser, server, pages):
    _walk("devices", True)(browser, server, pages)


def account_page_of_devices_without_scripts(browser, server, pages):
    _walk("devices", False)(browser, server, pages)


def account_page_of_second_factors(browser, server, pages):
    _walk("factor", True)(browser, server, pages)


def account_page_of_second_factors_without_scripts(browser, server, pages):
    _walk("factor", False)(browser, server, pages)


def account_page_that_asks_once_more(browser, server, pages):
    _walk("confirm", True)(browser, server, pages)


def account_page_that_asks_once_more_without_scripts(browser, server, pages):
    _walk("confirm", False)(browser, server, pages)


def account_page_of_the_end(browser, server, pages):
    _walk("delete", True)(browser, server, pages)


def account_page_of_the_end_without_scripts(browser, server, pages):
    _walk("delete", False)(browser, server, pages)


def account_export_is_a_file(browser, server, pages):
    folder = pathlib.Path(server.folder, "downloads")
    folder.mkdir(exist_ok=True)
    browser.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    login = _sign_up(browser, server, f"export-{time.time_ns()}")
    browser.click("a[href='/account/data']")
    browser.click("form[action$='/export'] button")
    browser.until(lambda: list(folder.glob("latchkey-account*.json")), "the file is there")
    expect(json.loads(next(folder.glob("latchkey-account*.json")).read_text())["account"]["username"], login, "the name in it")


def account_pages_do_nothing_for_another_origin(browser, server, pages):
    """By a form, by fetch, by an image, and in a frame; another port of this host shares the cookies."""
    login = _sign_up(browser, server, f"victim-{time.time_ns()}")
    targets = {
        "/account/sessions/end-all": {}, "/account/profile": {"name": "Eve"}, "/account/email/verify": {},
        "/account/delete": {"confirmation": login}, "/account/factors/new": {}, "/logout": {},
        "/account/password": {"current_password": PASSWORD, "password": NEW_PASSWORD},
        "/account/confirm": {"password": PASSWORD, "return": "/account"}, "/account/export": {},
    }  # fmt: skip
    for path, fields in targets.items():
        browser.open(f"{pages.origin}/blank", "Ready")
        browser.run(
            "const body = new URLSearchParams(args[1]);"
            "await fetch(args[0], {method: 'POST', mode: 'no-cors', credentials: 'include', body}).catch(() => {});"
            "const image = new Image(); image.src = args[0] + '?' + body; await new Promise((done) => { image.onerror = image.onload = done; });",
            server.url + path, fields,
        )  # fmt: skip
        browser.driver.execute_script(
            "const form = document.createElement('form'); form.method = 'post'; form.action = arguments[0];"
            "for (const [name, value] of Object.entries(arguments[1])) { const field = document.createElement('input');"
            " field.name = name; field.value = value; form.append(field); } document.body.append(form); form.submit();",
            server.url + path, fields,
        )  # fmt: skip
        browser.until(lambda: server.url in browser.driver.current_url, "the form was sent")
        _says(browser, "Another site sent this form. Nothing was done.")
    _go(browser, server, "/account")
    expect(browser.driver.find_element(By.TAG_NAME, "h1").text, login, "the name afterwards")
    browser.open(f"{pages.origin}/blank", "Ready")
    for path in ("/account", "/account/delete", "/account/confirm"):
        framed = browser.run(
            "const frame = document.createElement('iframe'); frame.src = args[0];"
            "await new Promise((done) => { frame.onload = frame.onerror = done; document.body.append(frame); setTimeout(done, 5000); });"
            "return frames.length;",
            server.url + path,
        )
        assert framed
        browser.driver.switch_to.frame(browser.driver.find_elements(By.TAG_NAME, "iframe")[-1])
        assert login not in browser.driver.page_source, f"{path} is shown in a frame"
        browser.driver.switch_to.default_content()
    # What the browser says of frames and images that it refused is meant.
    _forgive(browser, "frame-ancestors", "X-Frame-Options", "Failed to load resource", "ERR_BLOCKED", "NotSameOrigin")


def account_pages_show_markup_as_text(browser, server, pages):
    hostile = "\"'><img src=x onerror=document.title='owned'><script>document.title='owned'</script>{{base}}"
    _sign_up(browser, server, f"markup-{time.time_ns()}")
    _go(browser, server, "/account/profile")
    _send(browser, name=hostile)
    _go(browser, server, "/account/factors/new")
    _send(browser, name=hostile)
    secret = browser.driver.find_element(By.CSS_SELECTOR, ".secret").text.replace(" ", "")
    _send(browser, code=one_time_code(secret))
    for path in ("/account", "/account/profile", "/account/factors"):
        _go(browser, server, path)
        assert "owned" not in browser.driver.title, path
        assert not browser.driver.find_elements(By.CSS_SELECTOR, "main img, main script"), path
    expect(browser.driver.find_element(By.CSS_SELECTOR, ".device-name").text, hostile, "the name of the factor")
    browser.click("a[href$='/remove']")
    _says(browser, hostile)
    assert "owned" not in browser.driver.title.replace(hostile, "")
    _go(browser, server, "/account/profile?done=<script>document.title='owned'</script>&name=<script>")
    assert "owned" not in browser.driver.title


def account_pages_are_light_and_fit_a_phone(browser, server, pages):
    _sign_up(browser, server, f"phone-{time.time_ns()}")
    paths = [
        "", "/confirm", "/profile", "/email", "/password", "/devices", "/factors", "/factors/new", "/data", "/delete"
    ]  # fmt: skip
    for width in (390, 1280):
        browser.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500}
        )
        for path in paths:
            _go(browser, server, "/account" + path)
            overflow = browser.driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, f"{path} is {overflow} px too wide at {width}"
            weight = browser.driver.execute_script(
                "return performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize || 0), 0)"
            )
            assert 0 < weight < 60_000, f"{path} weighs {weight}"
            headings = [heading.tag_name for heading in browser.driver.find_elements(By.CSS_SELECTOR, "h1")]
            expect(headings, ["h1"], f"the headings of {path}")
            unlabelled = browser.driver.execute_script(
                "return [...document.querySelectorAll('main input:not([type=hidden]):not([hidden])')]"
                ".filter((field) => !field.labels.length).map((field) => field.name)"
            )
            expect(unlabelled, [], f"the fields without a label of {path}")
