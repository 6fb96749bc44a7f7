"""A tour of the pages: brings a browser to every one of them, with its faults, and says the name of each."""

import base64
import email
import email.policy
import hashlib
import hmac
import json
import pathlib
import re
import struct
import time
import urllib.request

from browser import PATIENCE
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from servers import PASSWORD

ANOTHER_PASSWORD = "copper heron walks at ten"


class Visitor:
    """Somebody with a browser in front of the server."""

    def __init__(self, browser, server):
        self.browser, self.driver, self.server = browser, browser.driver, server

    def go(self, path):
        self.driver.get(self.server.url + path)

    def send(self, button="main form button[type=submit]", **fields):
        for name, text in fields.items():
            field = self.driver.find_element(By.NAME, name)
            field.clear()
            field.send_keys(text)
        # The server decides, not the browser's own check of the fields.
        self.driver.execute_script("for (const form of document.forms) form.noValidate = true; window.isOld = true")
        # By the keyboard: what is on the page further down need not be in sight.
        self.driver.find_element(By.CSS_SELECTOR, button).send_keys("\n")
        self.browser.until(self._is_new, "the next page is there")

    def _is_new(self):
        try:
            return self.driver.execute_script("return !window.isOld && document.readyState === 'complete'")
        except WebDriverException:
            return False

    def leave(self):
        self.driver.delete_all_cookies()


class Mails:
    """What the server wrote into its outbox; each mail is read once."""

    def __init__(self, server):
        self.folder = pathlib.Path(server.data) / "outbox"
        self.seen = set(self._names())

    def _names(self):
        return [path for path in self.folder.glob("*.eml")] if self.folder.exists() else []

    def next(self, to):
        """The text of the next mail to an address."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for path in sorted(set(self._names()) - self.seen):
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                self.seen.add(path)
                if to in str(message["To"]):
                    return message.get_body(("plain",)).get_content()
            time.sleep(0.1)
        raise AssertionError(f"no mail to {to} came")

    def link(self, to):
        """Path and query of the next link in a mail; the command line does not know where the server listens."""
        return self._found(r"https?://[^/\s]+(/\S+)", to)[1]

    def code(self, to):
        return self._found(r"\b\d{3} ?\d{3}\b", to)[0].replace(" ", "")

    def _found(self, pattern, to):
        """What the next mail that has it says; notices of what happened come in between."""
        while not (found := re.search(pattern, self.next(to))):
            pass
        return found


def ask(server, method, path, token=None, **members):
    """A request to the API."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = json.dumps(members).encode() if members or method == "POST" else None
    request = urllib.request.Request(server.url + path, body, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or "{}")


def one_time_code(secret, moment=None):
    """RFC 6238 with its usual parameters."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = struct.pack(">Q", int(moment or time.time()) // 30)
    digest = hmac.new(key, step, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def add_second_factor(server, login):
    """The secret of a second factor that the account has from now on, and the time step that is used up."""
    token = ask(server, "POST", "/api/login", login=login, password=PASSWORD)["access_token"]
    factor = ask(server, "POST", "/api/me/factors", token, name="Phone")
    ask(server, "POST", f"/api/me/factors/{factor['id']}/confirm", token, code=one_time_code(factor["secret"]))
    return factor["secret"]


def tour(browser, server):
    """Names of pages; when one is yielded, the browser shows it."""
    visitor, mails = Visitor(browser, server), Mails(server)
    server.count += 1
    ada, grace = f"tour{server.count}@example.org", f"guest{server.count}@example.org"
    yield from sign_up(visitor, ada)
    yield from sign_in(visitor, ada)
    yield from sign_in_by_mail(visitor, mails, ada)
    yield from links(visitor, mails, ada, grace)
    yield from second_factor(visitor, ada)
    yield from own_account(visitor)
    yield from odd_ends(visitor)


def sign_up(visitor, ada):
    visitor.go("/signup")
    yield "signup"
    visitor.send(login="ada@", name="Ada Lovelace", password="password")
    yield "signup-faults"
    visitor.send(login=ada, name="Ada Lovelace", password=PASSWORD)
    visitor.leave()
    visitor.go("/signup")
    visitor.send(login=ada, name="Ada", password=PASSWORD)
    yield "signup-taken"


def sign_in(visitor, ada):
    visitor.go("/login?redirect=/account")
    yield "login"
    visitor.send(login="", password="")
    yield "login-empty"
    visitor.send(login=ada, password="not the password")
    yield "login-wrong"
    while "Please wait" not in visitor.driver.page_source:
        visitor.send(login="somebody@example.org", password="not the password")
    yield "login-too-many"
    visitor.go("/login")
    visitor.driver.delete_all_cookies()
    visitor.send(login=ada, password=PASSWORD)
    yield "form-expired"


def sign_in_by_mail(visitor, mails, ada):
    visitor.go("/login/code")
    yield "login-code"
    visitor.send(login="")
    yield "login-code-empty"
    visitor.send(login=ada)
    code = mails.code(ada)
    yield "login-code-confirm"
    visitor.send(code="000000" if code != "000000" else "000001")
    yield "login-code-wrong"
    visitor.send(code=code)
    assert browser_is_at(visitor, "/account")
    visitor.leave()
    visitor.go("/login/link")
    yield "login-link"
    visitor.send(login=ada)
    yield "mail-on-its-way"
    visitor.go(mails.link(ada))
    yield "login-link-confirm"
    visitor.send()
    assert browser_is_at(visitor, "/account")
    visitor.leave()


def links(visitor, mails, ada, grace):
    visitor.go("/forgot")
    yield "forgot"
    visitor.send(login=ada)
    visitor.go(mails.link(ada))
    yield "reset"
    visitor.send(password="short")
    yield "reset-faults"
    visitor.send(password=ANOTHER_PASSWORD)
    yield "reset-done"
    visitor.go("/reset?token=x")
    yield "link-not-valid"
    visitor.go("/unlock")
    yield "unlock"
    visitor.server.run("account", "invite", grace)
    visitor.go(mails.link(grace))
    yield "invitation"
    visitor.send(name="Grace Hopper", password=PASSWORD)
    assert browser_is_at(visitor, "/account")
    visitor.leave()


def second_factor(visitor, ada):
    server = visitor.server
    server.count += 1
    name = f"lin{server.count}"
    ask(server, "POST", "/api/signup", username=name, password=PASSWORD)
    add_second_factor(server, name)
    visitor.go("/login")
    visitor.send(login=name, password=PASSWORD)
    yield "second-factor"
    visitor.send(code="000 000")
    yield "second-factor-wrong"
    visitor.leave()


def own_account(visitor):
    server = visitor.server
    server.count += 1
    name = f"joan{server.count}"
    ask(server, "POST", "/api/signup", username=name, password=PASSWORD, name="Joan Clarke")
    visitor.go("/login")
    visitor.send(login=name, password=PASSWORD)
    yield "account"
    for page in ("profile", "email", "password", "devices", "factors", "data", "delete", "confirm"):
        visitor.go(f"/account/{page}")
        yield f"account-{page}"
    visitor.send(password="not the password")
    yield "account-confirm-wrong"
    visitor.go("/account/profile")
    visitor.send(username="a b")
    yield "account-profile-wrong"
    visitor.send(username=name)
    yield "account-profile-saved"
    visitor.go("/account/email")
    visitor.send(email="joan")
    yield "account-email-wrong"
    visitor.go("/account/password")
    visitor.send(current_password="not the password", password=ANOTHER_PASSWORD)
    yield "account-password-wrong"
    visitor.go("/account/delete")
    visitor.send(confirmation="somebody else")
    yield "account-delete-wrong"
    yield from own_factors(visitor)
    visitor.leave()


def own_factors(visitor):
    visitor.go("/account/factors/new")
    yield "account-factor-new"
    visitor.send(name="Joan's telephone")
    yield "account-factor"
    visitor.send(code="000000")
    yield "account-factor-wrong"
    secret = visitor.driver.find_element(By.CSS_SELECTOR, ".secret").text.replace(" ", "")
    visitor.send(code=one_time_code(secret))
    yield "account-recovery-codes"
    visitor.go("/account/factors")
    yield "account-factors-on"
    visitor.driver.find_element(By.CSS_SELECTOR, "a[href$='/remove']").click()
    yield "account-factor-remove"
    visitor.go("/account/recovery-codes")
    yield "account-recovery-codes-new"
    visitor.go("/account/confirm")
    yield "account-confirm-both"


def odd_ends(visitor):
    for tag in ("zh-Hans", "zh-Hant"):
        visitor.go("/login")
        visitor.send(button=f".languages [value={tag}]")
        yield f"login-{tag}"
        visitor.go("/signup")
        visitor.send(login="ada@", password="password")
        yield f"signup-faults-{tag}"
    visitor.leave()
    visitor.go("/nowhere")
    yield "not-found"


def browser_is_at(visitor, path):
    return visitor.browser.path.split("?")[0] == path
