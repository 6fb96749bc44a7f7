"""What strangers try against the pages before one is signed in, from other origins and in what is typed."""

from browser import expect
from page_tour import Visitor, ask
from selenium.webdriver.common.by import By
from servers import PASSWORD

SCRIPTS = [
    "<script>window.hit = 1</script>",
    "\"><img src=x onerror='window.hit = 1'>",
    "' autofocus onfocus='window.hit = 1",
    "</title></style><svg onload=window.hit=1>",
    "{{{style}}}{{view}}",
    "\"\u0301 onfocus=window.hit=1 autofocus x=\"",
]
# Places elsewhere, in the spellings that have fooled others.
ELSEWHERE = [
    "https://evil.example/", "http:evil.example", "//evil.example", "///evil.example", "////evil.example//", "/\\evil.example",
    "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", " //evil.example", "https:evil.example", "javascript:alert(1)",
    "data:text/html,x", "//evil.example/%2e%2e", "/%2f/evil.example", "/%5cevil.example", "/..//evil.example", "/./\\evil.example",
    "@evil.example", "//127.0.0.1@evil.example", "/account/..//evil.example", "https://127.0.0.1.evil.example/", "\u3002evil.example",
    "/\u2028/evil.example",
]


def what_is_typed_or_stands_in_an_address_never_runs(browser, server, _):
    visitor = Visitor(browser, server)
    for script in SCRIPTS:
        for path, fields in [
            ("/login", {"login": script, "password": "x"}),
            ("/signup", {"login": script, "name": script, "password": "x"}),
            ("/forgot", {"login": script}), ("/login/link", {"login": script}), ("/login/code", {"login": script}),
            ("/unlock", {"login": script}),
        ]:
            visitor.go(path)
            visitor.send(**fields)
            _nothing_ran(browser, f"{script} in {path}")
            typed = browser.driver.find_elements(By.NAME, "login")
            if typed:
                expect(typed[0].get_attribute("value"), script.strip(), f"what was typed into {path}")
        quoted = browser.driver.execute_script("return encodeURIComponent(arguments[0])", script)
        for path in ["/login?redirect=", "/login?done=", "/reset?token=", "/verify?token=", "/invitation?token=", "/login/link?token=", "/nowhere/"]:
            visitor.go(path + quoted)
            _nothing_ran(browser, f"{script} in {path}")


def names_of_strangers_never_run_on_the_account_page(browser, server, _):
    visitor = Visitor(browser, server)
    for script in SCRIPTS:
        server.count += 1
        ask(server, "POST", "/api/signup", username=f"eve{server.count}", password=PASSWORD, name=script, device=script)
        visitor.leave()
        visitor.go("/login")
        visitor.send(login=f"eve{server.count}", password=PASSWORD)
        assert browser.path.startswith("/account"), browser.path
        _nothing_ran(browser, script)


def nobody_is_led_elsewhere_after_signing_in(browser, server, _):
    name, visitor = server.sign_up(), Visitor(browser, server)
    for place in ELSEWHERE:
        visitor.leave()
        quoted = browser.driver.execute_script("return encodeURIComponent(arguments[0])", place)
        visitor.go(f"/login?redirect={quoted}")
        expect(len(browser.driver.find_elements(By.NAME, "redirect")), 0, f"the way to {place!r}")
        _plant(browser, "main form", "redirect", place)
        visitor.send(login=name, password=PASSWORD)
        expect(browser.driver.current_url, f"{server.url}/account", f"after {place!r}")
        browser.driver.execute_script("document.querySelector('[name=return]').value = arguments[0]", place)
        visitor.send(button=".languages button")
        assert browser.driver.current_url.startswith(server.url), place


def forms_of_other_origins_change_nothing(browser, server, pages):
    name, visitor = server.sign_up(), Visitor(browser, server)
    visitor.go("/login")
    visitor.send(login=name, password=PASSWORD)
    for path, fields in [
        ("/logout", {}), ("/account/sessions/end-others", {}), ("/language", {"language": "zh-Hans"}),
        ("/login", {"login": name, "password": PASSWORD}),
        ("/forgot", {"login": name}), ("/login/code", {"login": name}),
    ]:
        for encoding in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]:
            browser.open(f"{pages.origin}/blank")
            browser.driver.execute_script(
                """
                const [action, fields, enctype] = arguments;
                const form = Object.assign(document.createElement('form'), {method: 'post', action, enctype});
                for (const [name, value] of Object.entries(fields))
                  form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
                document.body.append(form);
                form.submit();
                """,
                server.url + path, fields, encoding,
            )
            browser.until(lambda: browser.driver.current_url == server.url + path, "the answer is there")
            expect(browser.text("h1"), "Not sent from here", f"{path} as {encoding}")
        browser.open(f"{pages.origin}/blank")
        browser.run(
            "await fetch(args[0], {method: 'POST', mode: 'no-cors', credentials: 'include', body: new URLSearchParams(args[1])}).catch(() => {});"
            "await new Promise((done) => Object.assign(new Image(), {onload: done, onerror: done, src: args[0]}))",
            server.url + path, fields,
        )
    # Answers that a page of another origin is not let see are no news.
    browser.console().clear()
    visitor.go("/account")
    expect(browser.path, "/account", "the session")
    expect(browser.driver.find_element(By.TAG_NAME, "html").get_attribute("lang"), "en", "the language")


def pages_cannot_be_framed(browser, server, pages):
    for path in ["/login", "/signup", "/forgot", "/login/code", "/account"]:
        browser.open(f"{pages.origin}/blank")
        browser.run(
            "const frame = Object.assign(document.createElement('iframe'), {src: args[0]});"
            "await new Promise((done) => { frame.onload = done; document.body.append(frame); })",
            server.url + path,
        )
        browser.driver.switch_to.frame(0)
        expect(len(browser.driver.find_elements(By.NAME, "form_token")), 0, f"forms of {path} in a frame")
        browser.driver.switch_to.default_content()
    assert any("frame" in line for line in browser.console()), "the browser refuses in silence"
    browser.console().clear()


def _plant(browser, form, name, value):
    browser.driver.execute_script(
        "document.querySelector(arguments[0]).append(Object.assign(document.createElement('input'),"
        " {type: 'hidden', name: arguments[1], value: arguments[2]}))",
        form, name, value,
    )


def _nothing_ran(browser, where):
    expect(browser.driver.execute_script("return window.hit ?? null"), None, where)
