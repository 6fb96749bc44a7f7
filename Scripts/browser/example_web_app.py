"""Walks through Examples/web-app, which knows nothing but latchkey.js, at / and below /sub."""

from browser import expect
from servers import PASSWORD


def _sign_in(browser, name):
    browser.until(lambda: browser.text("h1") == "Sign in", "the login form is there")
    browser.fill(login=name, password=PASSWORD)
    browser.click("form button")


def the_example_leads_to_the_login_page_and_back(browser, server, pages):
    for base in ("", "/sub"):
        name = server.sign_up()
        browser.open(f"{server.web_app}{base}/orders?page=2")
        _sign_in(browser, name)
        browser.until(lambda: browser.text("#orders") == f"No orders yet, {name}.", "the orders are shown")
        expect(browser.path, f"{base}/orders?page=2", "the address")
        browser.open(f"{server.web_app}{base}/orders")
        browser.until(lambda: browser.text("#orders"), "the orders are shown after a reload")
        browser.open(f"{server.web_app}{base}/login")
        browser.until(lambda: browser.text("h1") == "Home", "whoever is signed in gets no login page")
        browser.click("#sign-out")
        browser.until(lambda: browser.text("#who") == "", "nobody is signed in")


def the_example_says_what_is_wrong(browser, server, pages):
    browser.open(f"{server.web_app}/login")
    browser.until(lambda: browser.text("h1") == "Sign in", "the login form is there")
    browser.fill(login="nobody", password="wrong wrong wrong")
    browser.click("form button")
    browser.until(lambda: browser.text("[role=alert]"), "the fault is shown")


def the_example_signs_out_in_two_tabs_at_once(browser, server, pages):
    name = server.sign_up()
    one = browser.open(f"{server.web_app}/orders")
    _sign_in(browser, name)
    browser.until(lambda: browser.text("#orders"), "the orders are shown")
    browser.open_tab(f"{server.web_app}/sub/orders")
    browser.until(lambda: browser.text("#orders"), "the orders are shown in the second tab")
    browser.click("#sign-out")
    browser.until(lambda: browser.text("h1") == "Home", "this tab is out")
    browser.go_to(one)
    browser.until(lambda: browser.text("h1") == "Home", "the other tab is out")
    browser.open(f"{server.web_app}/orders")
    browser.until(lambda: browser.text("h1") == "Sign in", "the orders are for members")


def the_example_leads_to_no_other_origin(browser, server, pages):
    name = server.sign_up()
    browser.open(f"{server.web_app}/login?redirect=%2F%5Cevil.example")
    _sign_in(browser, name)
    browser.until(lambda: browser.text("h1") == "Home", "home is there")
    expect(browser.path, "/", "the address")
