"""What the script of the pages adds, and that nothing needs it."""

import contextlib
import json
import re
import sqlite3
import uuid

from browser import expect
from page_tour import Mails, Visitor, ask
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from servers import PASSWORD


def passwords_are_shown_on_demand_and_sent_hidden(browser, server, _):
    visitor = Visitor(browser, server)
    visitor.go("/login")
    visitor.browser.fill(password="secret")
    kind = lambda: browser.driver.find_element(By.NAME, "password").get_attribute("type")
    expect((kind(), browser.text(".reveal")), ("password", "Show"), "a typed password")
    browser.click(".reveal")
    expect((kind(), browser.text(".reveal")), ("text", "Hide"), "a password that is shown")
    browser.driver.execute_script(
        "document.forms[0].addEventListener('submit', (event) => { event.preventDefault(); })"
    )
    browser.driver.find_element(By.NAME, "login").send_keys("ada\n")
    expect(kind(), "password", "a password that is sent")


def passwords_to_be_are_rated_while_they_are_typed(browser, server, _):
    Visitor(browser, server).go("/signup")
    field = browser.driver.find_element(By.NAME, "password")
    said = lambda: (browser.driver.execute_script("return document.querySelector('.gauge').dataset.level"), browser.text(".gauge-word"))
    for typed, wanted in [
        ("short", ("0", "10 more to go.")),
        ("aaaaaaaaaaaaaaaaa", ("1", "Easy to guess.")),
        ("abcdefghijklmnopqrs", ("1", "Easy to guess.")),
        ("cat dog cat dog cat", ("2", "Good.")),
        (PASSWORD, ("3", "Very good.")),
    ]:
        field.clear()
        field.send_keys(typed)
        expect(said(), wanted, f"what is said of {typed}")


def caps_lock_is_told_while_it_is_on(browser, server, _):
    Visitor(browser, server).go("/login")
    field = browser.driver.find_element(By.NAME, "password")
    field.click()
    assert not browser.text(".caps"), "a hint without a reason"
    _key(browser, capsLock=True)
    expect(browser.text(".caps"), "Caps Lock is on.", "the hint")
    _key(browser, capsLock=False)
    expect(browser.text(".caps"), "", "the hint once it is off")
    _key(browser, capsLock=True)
    browser.driver.find_element(By.NAME, "login").click()
    expect(browser.text(".caps"), "", "the hint once the field is left")


def _key(browser, capsLock):
    """A key as a keyboard with or without Caps Lock sends it: headless Chromium has none to lock."""
    browser.driver.execute_script(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'a', bubbles: true, modifierCapsLock: arguments[0]}))",
        capsLock,
    )


def times_keep_up_and_tell_the_moment(browser, server, _):
    visitor, name = Visitor(browser, server), server.sign_up()
    visitor.go("/login?redirect=/account/devices")
    visitor.send(login=name, password=PASSWORD)
    _let_pass(server, name, seconds=3 * 3600)
    visitor.go("/account/devices")
    first = lambda: browser.driver.execute_script(
        "return [...document.querySelectorAll('time')].map((one) => one.textContent).filter((text) => /ago/.test(text))"
    )
    browser.until(lambda: "3 hours ago" in first(), "the time is told in hours")
    titles = browser.driver.execute_script("return [...document.querySelectorAll('time')].map((one) => one.title)")
    assert titles and all(re.search(r"\b20\d\d\b", title) for title in titles), titles
    visitor.send(button=".languages [value=zh-Hans]")
    browser.until(lambda: "3小时前" in (browser.text("main") or "").replace(" ", ""), "the time is told in Chinese")


def _let_pass(server, name, seconds):
    """Lets the sign-in be older, as only time or the database can."""
    account = uuid.UUID(json.loads(server.run("account", "show", name))["id"]).bytes
    with contextlib.closing(sqlite3.connect(f"{server.data}/latchkey.db", timeout=20)) as database, database:
        database.execute("UPDATE session SET created_at = created_at - ? WHERE account_id = ?", (seconds * 1000, account))


def a_link_in_a_mail_confirms_the_address(browser, server, _):
    visitor, mails, ada = Visitor(browser, server), Mails(server), _with_address(server)
    token = ask(server, "POST", "/api/login", login=ada, password=PASSWORD)["access_token"]
    ask(server, "POST", "/api/email-verification", token, email=ada)
    link = mails.link(ada)
    assert link.startswith("/verify?token="), link
    visitor.go(link)
    # Looking at it confirms nothing: mail scanners look at every link.
    expect(ask(server, "GET", "/api/me", token)["email_verified"], False, "whether it is confirmed")
    fields = {"password": PASSWORD} if browser.driver.find_elements(By.NAME, "password") else {}
    visitor.send(**fields)
    expect(ask(server, "GET", "/api/me", token)["email_verified"], True, "whether it is confirmed")
    visitor.leave()
    visitor.go(link)
    assert "no longer valid" in browser.text("main") or "not valid" in browser.text("main"), browser.text("main")


def a_link_in_a_mail_lets_passwords_in_again(browser, server, _):
    visitor, mails, ada = Visitor(browser, server), Mails(server), _with_address(server)
    visitor.go("/login")
    while "Please wait" not in browser.driver.page_source:
        visitor.send(login=ada, password="not the password")
    visitor.go("/unlock")
    visitor.send(login=ada)
    link = mails.link(ada)
    assert link.startswith("/unlock?token="), link
    visitor.go(link)
    visitor.send()
    visitor.go("/login?redirect=/account")
    visitor.send(login=ada, password=PASSWORD)
    expect(browser.path, "/account", "the page behind the login")


def _with_address(server):
    server.count += 1
    address = f"mailed{server.count}@example.org"
    ask(server, "POST", "/api/signup", email=address, password=PASSWORD)
    return address


def the_language_changes_with_a_button_and_stays(browser, server, _):
    visitor = Visitor(browser, server)
    visitor.go("/login?redirect=/account")
    for tag, heading in [("zh-Hans", "登录"), ("zh-Hant", "登入"), ("en", "Sign in")]:
        visitor.send(button=f".languages [value={tag}]")
        expect(browser.path, "/login?redirect=/account", "the way back")
        expect((browser.driver.find_element(By.TAG_NAME, "html").get_attribute("lang"), browser.text("h1")), (tag, heading), "the page")
    visitor.send(button=".languages [value=zh-Hans]")
    visitor.go("/signup")
    expect(browser.text("h1"), "注册账号", "the next page")


def everything_up_to_the_account_works_without_scripts(browser, server, _):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    visitor, mails = Visitor(browser, server), Mails(server)
    server.count += 1
    ada = f"plain{server.count}@example.org"
    visitor.go("/signup")
    assert not browser.driver.find_elements(By.CLASS_NAME, "reveal"), "scripts run"
    _submit(visitor, login=ada, password=PASSWORD)
    assert browser.driver.current_url.endswith("/account")
    browser.driver.delete_all_cookies()
    visitor.go("/login?redirect=/account")
    _submit(visitor, login=ada, password="not the password")
    assert "The name or the password is not right." in browser.driver.page_source
    _submit(visitor, login=ada, password=PASSWORD)
    assert browser.driver.current_url.endswith("/account")
    browser.driver.delete_all_cookies()
    visitor.go("/login/code")
    _submit(visitor, login=ada)
    _submit(visitor, code=mails.code(ada))
    assert browser.driver.current_url.endswith("/account")
    browser.driver.delete_all_cookies()
    visitor.go("/forgot")
    _submit(visitor, login=ada)
    visitor.go(mails.link(ada))
    _submit(visitor, password="copper heron walks at ten")
    assert browser.driver.current_url.endswith("/login?done=password-set")


def _submit(visitor, **fields):
    for name, text in fields.items():
        field = visitor.driver.find_element(By.NAME, name)
        field.clear()
        field.send_keys(text)
    button = visitor.driver.find_element(By.CSS_SELECTOR, "main form button")
    button.click()
    # A click comes back before the answer does.
    visitor.browser.until(lambda: _is_gone(button), "the next page is there")


def _is_gone(element):
    try:
        element.is_enabled()
    except WebDriverException:
        return True
    return False
