"""What the script of the pages adds, and that nothing needs it."""

from browser import expect
from page_tour import Mails, Visitor
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
