"""Walks through an application on Vue, vue-router and axios that knows nothing but latchkey.js."""

from browser import expect
from servers import PASSWORD


def _sign_in(browser, name):
    browser.until(lambda: browser.text("h1") == "Login", "the login form is there")
    browser.fill(login=name, password=PASSWORD)
    browser.click("form button")


def the_guard_leads_to_the_login_page_and_back(browser, server, pages):
    for base in ("", "/sub"):
        name = server.sign_up()
        browser.open(f"{pages.origin}{base}/account?tab=devices#here")
        browser.until(lambda: browser.text("h1") == "Login", "the login form is there")
        expect(browser.path, f"{base}/login?redirect=%2Faccount%3Ftab%3Ddevices%23here", "the address")
        _sign_in(browser, name)
        browser.until(lambda: browser.text("#name") == name, "the account is shown")
        expect(browser.path, f"{base}/account?tab=devices#here", "the address")
        browser.open(f"{pages.origin}{base}/login")
        browser.until(lambda: browser.text("h1") == "Home", "whoever is signed in gets no login page")
        browser.run("await client.signOut()")


def the_guard_leads_to_no_other_origin_and_into_no_loop(browser, server, pages):
    name = server.sign_up()
    browser.open(f"{pages.origin}/login?redirect=//evil.example/x")
    _sign_in(browser, name)
    browser.until(lambda: browser.text("h1") == "Home", "the home page is there")
    expect(browser.path, "/", "the address")
    browser.open(f"{pages.origin}/login?redirect=/login?redirect=/login")
    browser.until(lambda: browser.text("h1") == "Home", "the home page is there")


def the_interceptors_refresh_and_repeat(browser, server, pages):
    name = server.sign_up()
    browser.open(f"{pages.origin}/account")
    _sign_in(browser, name)
    browser.until(lambda: browser.text("#name") == name, "the account is shown")
    pages.refused, pages.seen = {browser.run("return client.getAccessToken()")}, []
    expect(browser.run("return (await axios.post('/api/echo', 'precious')).data.body"), "precious", "the answer")
    expect(len(pages.seen), 2, "requests")


def the_interceptors_lead_to_the_login_page_when_the_session_is_over(browser, server, pages):
    name = server.sign_up()
    browser.open(f"{pages.origin}/account")
    _sign_in(browser, name)
    browser.until(lambda: browser.text("#name") == name, "the account is shown")
    server.run("account", "lock", name)
    browser.until(
        lambda: browser.run(
            "return axios.get(args[0]).then(() => 200, (error) => error.response.status)", f"{server.url}/api/me"
        )
        == 401,
        "the server refuses the token",
    )
    browser.until(lambda: browser.text("h1") == "Login", "the login form is there")
    expect(browser.path, "/login?redirect=%2Faccount", "the address")
