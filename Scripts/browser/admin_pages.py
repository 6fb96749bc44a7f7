"""Walks through the pages of administrators: figures, accounts, clients, keys, log; and what attackers make of them."""

import base64
import contextlib
import json
import sqlite3
import subprocess
import urllib.error
import urllib.parse
import urllib.request
import uuid

from browser import Chromium, expect
from every_page import Inspector
from page_tour import Mails
from servers import PASSWORD

HOSTILE = (
    "<script>window.pwned=1</script>", '"><img src=x onerror=window.pwned=1>', "' autofocus onfocus='window.pwned=1",
    "</title><svg onload=window.pwned=1>", "</textarea><script>window.pwned=1</script>", "{{{style}}}",
    '"\u0301 onfocus=window.pwned=1 autofocus x="', "javascript:window.pwned=1",
)  # fmt: skip


def _administrator(server):
    name = f"root{uuid.uuid4().hex[:8]}"
    subprocess.run(
        [server.binary, "account", "add", name, "--role", "admin", "--password-stdin", "--data", server.data],
        input=PASSWORD, text=True, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return name


def _sign_in(browser, server, name, path):
    browser.open(f"{server.url}/login?redirect={urllib.parse.quote(path, safe='')}")
    browser.fill(login=name, password=PASSWORD)
    browser.click("main button.primary")
    browser.until(lambda: browser.path == path, f"{path} is there")


def _enter(browser, server, path="/admin"):
    name = _administrator(server)
    _sign_in(browser, server, name, path)
    return name


def _press(browser, words):
    """Presses the button or follows the link with these words, and waits for the next page."""
    page = browser.driver.find_element("tag name", "html")
    for element in browser.driver.find_elements("css selector", "main button, main a"):
        if element.text == words:
            element.click()
            browser.until(lambda: _is_gone(page), f"the page behind {words} is there")
            return
    raise AssertionError(f"nothing says {words}")


def _is_gone(element):
    try:
        return element.is_enabled() is None
    except Exception:
        return True


def _open_account(browser, server, name):
    browser.open(f"{server.url}/admin/accounts?search={name}")
    browser.click(".rows a")
    browser.until(lambda: browser.text("h1") == name, "the account is there")


def _notice(browser):
    return browser.text(".notice")


def _is_locked(server, name):
    return json.loads(server.run("account", "show", name))["locked_at"] is not None


def _make_stale(server, name):
    """Lets the sign-in be ten minutes old, as only time or the database can."""
    account = json.loads(server.run("account", "show", name))["id"]
    with contextlib.closing(sqlite3.connect(f"{server.data}/latchkey.db", timeout=20)) as database, database:
        changed = database.execute(
            "UPDATE session SET authenticated_at = authenticated_at - 600000 WHERE account_id = ?",
            (uuid.UUID(account).bytes,),
        )
        assert changed.rowcount > 0


def _token(server, client, secret):
    """The status of a request of a client for a token of its own."""
    basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
    request = urllib.request.Request(
        f"{server.url}/oauth/token", b"grant_type=client_credentials", {"Authorization": f"Basic {basic}"}
    )
    return _status(request)


def _status(request):
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def an_administrator_locks_an_account_and_its_next_request_fails(browser, server, pages):
    name = server.sign_up()
    with Chromium() as other:
        _sign_in(other, server, name, "/account")
        body = json.dumps({"login": name, "password": PASSWORD}).encode()
        login = urllib.request.Request(f"{server.url}/api/login", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(login) as answer:
            bearer = {"Authorization": f"Bearer {json.load(answer)['access_token']}"}
        expect(_status(urllib.request.Request(f"{server.url}/api/me", headers=bearer)), 200, "the status before")
        _enter(browser, server)
        _open_account(browser, server, name)
        _press(browser, "Lock the account")
        expect(_notice(browser), "The account is locked, and signed out everywhere.", "the notice")
        expect(_status(urllib.request.Request(f"{server.url}/api/me", headers=bearer)), 401, "the status after")
        other.open(f"{server.url}/account")
        expect(other.path, "/login?redirect=/account", "where the page leads")
        _press(browser, "Unlock the account")
        expect(_notice(browser), "The account is open again.", "the notice")
        _sign_in(other, server, name, "/account")
        browser.open(f"{server.url}/admin/audit?account={name}")
        for kind in ("account_locked", "account_unlocked"):
            assert kind in browser.text(".rows"), kind


def the_administration_works_without_scripts(browser, server, pages):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    name = server.sign_up()
    _enter(browser, server)
    _open_account(browser, server, name)
    browser.driver.find_element("name", "roles").send_keys("editor staff")
    _press(browser, "Set the roles")
    expect(_notice(browser), "The roles are set.", "the notice")
    expect(json.loads(server.run("account", "show", name))["roles"], ["editor", "staff"], "the roles")
    _press(browser, "Sign out everywhere")
    expect(_notice(browser), "The account is signed out everywhere.", "the notice")
    browser.driver.find_element("name", "confirmation").send_keys(name)
    _press(browser, "Delete the account")
    expect(_notice(browser), "The account is deleted.", "the notice")
    browser.open(f"{server.url}/admin/accounts?search={name}")
    expect(browser.text(".card"), "No account fits.", "the list")


def a_client_gets_its_secret_once(browser, server, pages):
    _enter(browser, server, "/admin/clients/new")
    browser.fill(name="shop", scope="orders:read")
    _press(browser, "Register")
    client, secret = (browser.driver.find_elements("css selector", ".pairs code")[place].text for place in (0, 1))
    expect(_token(server, client, secret), 200, "the status with the secret")
    _press(browser, "I have copied it")
    assert secret not in browser.driver.page_source
    browser.driver.find_element("css selector", "#overlap option[value=none]").click()
    _press(browser, "Make a new secret")
    second = browser.text(".secret")
    expect([_token(server, client, text) for text in (secret, second)], [401, 200], "old and new secret")
    _press(browser, "I have copied it")
    _press(browser, "Delete the client")
    expect(_token(server, client, second), 401, "the status once it is deleted")


def a_client_is_changed_and_its_tokens_with_it(browser, server, pages):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    _enter(browser, server, "/admin/clients/new")
    browser.fill(name="shop", scope="orders:read")
    _press(browser, "Register")
    client, secret = (browser.driver.find_elements("css selector", ".pairs code")[place].text for place in (0, 1))
    _press(browser, "I have copied it")
    _press(browser, "Change the client")
    expect(browser.driver.find_element("name", "scope").get_attribute("value"), "orders:read", "the scope")
    browser.driver.find_element("name", "name").clear()
    browser.driver.find_element("name", "name").send_keys("till")
    # What it got tokens by goes, and so do the tokens to come.
    browser.click("[name=grant_client_credentials]")
    browser.click("[name=grant_refresh_token]")
    _press(browser, "Save the client")
    expect(_notice(browser), "The client is saved.", "the notice")
    expect(browser.text("h1"), "till", "the name")
    expect(_token(server, client, secret), 400, "the status without the grant")


def an_account_is_made_by_an_administrator(browser, server, pages):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    _enter(browser, server, "/admin/accounts")
    _press(browser, "New account")
    name = f"made{uuid.uuid4().hex[:8]}"
    browser.fill(username=name, name="Hedy Lamarr", password=PASSWORD, roles="staff")
    _press(browser, "Make the account")
    expect(_notice(browser), "The account is made.", "the notice")
    expect(browser.text("h1"), "Hedy Lamarr", "the name")
    expect(json.loads(server.run("account", "show", name))["roles"], ["staff"], "the roles")
    with Chromium() as other:
        _sign_in(other, server, name, "/account")


def an_invitation_is_sent_and_withdrawn(browser, server, pages):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    mails = Mails(server)
    _enter(browser, server, "/admin/invitations")
    _press(browser, "Invite somebody")
    address = f"guest{uuid.uuid4().hex[:8]}@example.org"
    browser.fill(email=address, name="Grace Hopper", roles="staff")
    _press(browser, "Send the invitation")
    expect(_notice(browser), "The invitation is on its way.", "the notice")
    assert address in browser.text(".rows")
    link = mails.link(address)
    browser.driver.find_element("css selector", f"button[aria-label$='{address}']").click()
    browser.until(lambda: _notice(browser) and "withdrawn" in _notice(browser), "the invitation is withdrawn")
    assert address not in (browser.text(".rows") or "")
    with Chromium() as other:
        other.open(server.url + link)
        assert "not valid" in other.text("main") or "no longer" in other.text("main"), other.text("main")


def whoever_signed_in_long_ago_confirms_before_a_change(browser, server, pages):
    name = server.sign_up()
    root = _enter(browser, server)
    _open_account(browser, server, name)
    _make_stale(server, root)
    _press(browser, "Lock the account")
    assert browser.path.startswith("/account/confirm?return="), browser.path
    browser.fill(password=PASSWORD)
    browser.click("main button.primary")
    browser.until(lambda: browser.text("h1") == name, "the account is there again")
    expect(_is_locked(server, name), False, "whether it is locked")
    _press(browser, "Lock the account")
    expect(_is_locked(server, name), True, "whether it is locked")


def the_keys_rotate_and_the_figures_count(browser, server, pages):
    _enter(browser, server, "/admin/keys")
    before = len(browser.driver.find_elements("css selector", ".rows li"))
    _press(browser, "Make a new key")
    expect(len(browser.driver.find_elements("css selector", ".rows li")), before + 1, "the keys")
    browser.open(f"{server.url}/admin")
    expect(len(browser.driver.find_elements("css selector", ".plot svg")), 5, "the plots")
    assert int(browser.text("section[aria-labelledby=logins] strong")) >= 1
    browser.open(f"{server.url}/admin?live=1")
    page = browser.driver.find_element("tag name", "html")
    browser.until(lambda: _is_gone(page), "the page renews itself")


def stored_script_in_every_field_stays_text(browser, server, pages):
    _enter(browser, server, "/admin/clients/new")
    for number, text in enumerate(HOSTILE):
        name = f"eve{uuid.uuid4().hex[:8]}"
        body = json.dumps({"username": name, "name": text, "password": PASSWORD}).encode()
        headers = {"Content-Type": "application/json", "User-Agent": text.encode("ascii", "replace").decode()}
        urllib.request.urlopen(urllib.request.Request(f"{server.url}/api/signup", body, headers)).close()
        browser.open(f"{server.url}/admin/clients/new")
        browser.driver.find_element("name", "name").send_keys(text)
        _press(browser, "Register")
        shown = [browser.text(".pairs bdi")]
        identifier = browser.driver.find_elements("css selector", ".pairs code")[0].text
        account = json.loads(server.run("account", "show", name))["id"]
        query = urllib.parse.quote(text, safe="")
        for path in (
            f"/admin/accounts?search={name}", f"/admin/accounts/{account}", f"/admin/clients/{identifier}",
            f"/admin/accounts?search={query}", f"/admin/audit?account={query}", f"/admin/audit?account={account}",
            "/admin/clients",
        ):  # fmt: skip
            browser.open(server.url + path)
            _expect_text_only(browser, f"{path} with text {number}")
            shown.append(browser.text("h1 bdi"))
        assert text in shown, shown


def _expect_text_only(browser, what):
    found = browser.driver.execute_script(
        "return [typeof window.pwned, document.querySelectorAll('main script, main img, main [onload], main [onfocus],"
        " main [onerror], head svg').length, document.querySelectorAll('h1').length]"
    )
    expect(found, ["undefined", 0, 1], what)


def no_other_origin_sends_a_form_or_frames_a_page(browser, server, pages):
    name = server.sign_up()
    _enter(browser, server)
    _open_account(browser, server, name)
    path = browser.path
    token = browser.driver.find_element("name", "form_token").get_attribute("value")
    attacks = (
        # Even with a token that was stolen from the administrator's own page.
        "const form = document.createElement('form'); form.method = 'post'; form.action = args[0];"
        "const field = document.createElement('input'); field.name = 'form_token'; field.value = args[1];"
        "form.append(field); document.body.append(form); form.submit()",
        "await fetch(args[0], {method: 'POST', mode: 'no-cors', credentials: 'include',"
        " body: new URLSearchParams({form_token: args[1]})})",
        "await new Promise((done) => { const image = new Image(); image.onload = image.onerror = done;"
        " image.src = args[0] + '?form_token=' + args[1]; document.body.append(image) })",
    )
    for attack in attacks:
        browser.open(f"{pages.origin}/blank", "Ready")
        # The form leaves the page before the script can answer.
        with contextlib.suppress(Exception):
            browser.run(attack, f"{server.url}{path}/lock", token)
        expect(_is_locked(server, name), False, "whether it is locked")
    browser.open(f"{pages.origin}/blank", "Ready")
    browser.run(
        "await new Promise((done) => { const frame = document.createElement('iframe'); frame.onload = done;"
        " frame.src = args[0]; document.body.append(frame) })",
        f"{server.url}/admin",
    )
    browser.driver.switch_to.frame(0)
    assert not browser.driver.find_elements("css selector", "nav.tabs"), "the page is framed"
    browser.driver.switch_to.default_content()
    # The browser's own notes of what it refused.
    browser.console()
    browser.lines.clear()


def every_page_of_administrators_is_light_and_fit_for_keyboards_and_screen_readers(browser, server, pages):
    inspector = Inspector(browser)
    for name in _tour(browser, server):
        inspector.inspect(name)
        browser.console()
    assert not inspector.faults, "\n    ".join(["", *dict.fromkeys(inspector.faults)])


def _tour(browser, server):
    """Goes to every page of administrators, in every state, and gives the name of each."""
    people = [server.sign_up() for _ in range(3)]
    root = _enter(browser, server)
    yield "admin-figures"
    for name, path in {
        "admin-accounts": "/admin/accounts",
        "admin-accounts-none": "/admin/accounts?search=nobody-is-called-this",
        "admin-account-new": "/admin/accounts/new",
        "admin-invitations-none": "/admin/invitations",
        "admin-invitation": "/admin/invitations/new",
        "admin-clients": "/admin/clients",
        "admin-keys": "/admin/keys",
        "admin-audit": "/admin/audit",
        "admin-client-new": "/admin/clients/new",
    }.items():
        browser.open(server.url + path)
        yield name
    _send(browser, "Register", jwks="no keys")
    yield "admin-client-new-faults"
    browser.fill(name="shop")
    browser.driver.find_element("name", "jwks").clear()
    _send(browser, "Register")
    yield "admin-secret"
    _press(browser, "I have copied it")
    yield "admin-client"
    _press(browser, "Change the client")
    yield "admin-client-edit"
    _send(browser, "Save the client", scope='a"b')
    yield "admin-client-edit-faults"
    browser.open(f"{server.url}/admin/accounts/new")
    _send(browser, "Make the account", email="@", username="a b", password="short")
    yield "admin-account-new-faults"
    browser.open(f"{server.url}/admin/invitations/new")
    _send(browser, "Send the invitation", email="@", roles="a,\"b")
    yield "admin-invitation-faults"
    for address in ("grace@example.org", f"{'a-very-long-name-' * 3}@{'example-' * 5}host.example"):
        server.run("account", "invite", address, "--role", "staff", "--role", "editor")
    browser.open(f"{server.url}/admin/invitations")
    yield "admin-invitations"
    _open_account(browser, server, people[0])
    yield "admin-account"
    _send(browser, "Save the profile", username="not a name", email="@")
    yield "admin-account-faults"
    _press(browser, "Lock the account")
    yield "admin-account-locked"
    _open_account(browser, server, root)
    yield "admin-account-own"


def _send(browser, words, **fields):
    # The server decides, not the browser's own check of the fields.
    browser.driver.execute_script("for (const form of document.forms) form.noValidate = true")
    browser.fill(**fields)
    _press(browser, words)
