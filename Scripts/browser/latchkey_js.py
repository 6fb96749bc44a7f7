"""Walks with the client itself on a page that has nothing else."""

from browser import clock, expect
from servers import PASSWORD

STORAGES = ("cookie", "memory", "session", "local")
HOSTILE = (
    "//evil.example", "https://evil.example", "http:evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "/\n/evil.example", "javascript:alert(1)", "data:text/html,x", "///evil.example", "/\\/evil.example", " //evil.example",
    "\\/evil.example", "evil.example", "", "https:///evil.example", "//evil%2eexample", "/\r\n/evil.example",
    "vbscript:x", "?/evil", "#/evil", "/\u0000/evil.example", "http://127.0.0.1:1/x", "//127.0.0.1/x",
)  # fmt: skip


def _open(browser, pages, storage="cookie"):
    return browser.open(f"{pages.origin}/blank?storage={storage}", "Ready")


def _sign_in(browser, name):
    account = browser.run("return client.signIn({login: args[0], password: args[1]})", name, PASSWORD)
    assert account.get("username") == name, account


def _name(browser):
    return browser.run("return (await client.getAccount())?.username ?? null")


def signs_up_in_and_out_with_every_storage(browser, server, pages):
    for storage in STORAGES:
        _open(browser, pages, storage)
        name = f"grace-{storage}"
        account = browser.run("return client.signUp({username: args[0], password: args[1]})", name, PASSWORD)
        expect(account.get("username"), name, "the account")
        me = browser.run(f"return (await client.fetch('{server.url}/api/me')).json()")
        expect(me.get("username"), name, "the answer of the API")
        browser.run("await client.signOut()")
        expect(_name(browser), None, "the account after signing out")
        expect(browser.run("return changes"), [name, None], "what onChange saw")
        _sign_in(browser, name)
        expect(browser.run("await client.signOut('all'); return client.getAccount()"), None, "the account at the end")


def tells_the_code_of_a_refusal(browser, server, pages):
    _open(browser, pages)
    expect(
        browser.run("return client.signIn({login: 'nobody', password: 'wrong wrong wrong'})"),
        {"error": "invalid_credentials"},
        "a wrong password",
    )
    expect(browser.run("return client.getAccount()"), None, "the account")


def survives_a_reload_where_it_should(browser, server, pages):
    name = server.sign_up()
    for storage, survives in {"cookie": True, "memory": False, "session": True, "local": True}.items():
        _open(browser, pages, storage)
        _sign_in(browser, name)
        _open(browser, pages, storage)
        expect(_name(browser), name if survives else None, f"the account after a reload with {storage}")
        browser.run("await client.signOut()")


def leaves_nothing_that_a_script_can_read_with_the_cookie(browser, server, pages):
    _open(browser, pages)
    _sign_in(browser, server.sign_up())
    seen = browser.run(
        "return document.cookie + JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})"
        " + JSON.stringify(client)"
    )
    for secret in ("lkr_", "eyJ"):
        assert secret not in seen, seen


def takes_the_tokens_out_of_the_storage_when_signing_out(browser, server, pages):
    name = server.sign_up()
    for storage in ("session", "local"):
        _open(browser, pages, storage)
        _sign_in(browser, name)
        assert browser.run(f"return {storage}Storage.length") == 1
        browser.run("await client.signOut()")
        expect(browser.run(f"return {storage}Storage.length"), 0, f"what is left in {storage}Storage")


def refreshes_silently_before_the_token_ends(browser, server, pages):
    _open(browser, pages)
    _sign_in(browser, server.sign_up())
    first = browser.run("return client.getAccessToken()")
    # Tokens live 12 seconds and are renewed 10 before their end.
    browser.until(lambda: browser.run("return client.getAccessToken()") != first, "there is a new token")
    expect(browser.run(f"return (await client.fetch('{server.url}/api/me')).status"), 200, "the API")
    expect(browser.run("return changes.length"), 1, "changes")


def repeats_a_refused_request_once_with_a_new_token(browser, server, pages):
    _open(browser, pages)
    _sign_in(browser, server.sign_up())
    first = browser.run("return client.getAccessToken()")
    pages.refused, pages.seen = {first}, []
    answer = browser.run(
        "const answer = await client.fetch('/api/echo', {method: 'POST', body: 'precious'});"
        "return [answer.status, (await answer.json()).body]"
    )
    expect(answer, [200, "precious"], "the answer")
    expect(len(pages.seen), 2, "requests")
    assert pages.seen[0][1] != pages.seen[1][1]
    expect(browser.run("return went"), [], "where the page went")


def goes_to_the_login_page_when_a_new_token_is_refused_too(browser, server, pages):
    _open(browser, pages)
    _sign_in(browser, server.sign_up())

    class Everything:
        def __contains__(self, _):
            return True

    pages.refused, pages.seen = Everything(), []
    expect(browser.run("return (await client.fetch('/api/echo')).status"), 401, "the answer")
    pages.refused = set()
    expect(len(pages.seen), 2, "requests")
    expect(browser.run("return went"), ["/login?redirect=%2Fblank%3Fstorage%3Dcookie"], "where the page went")


def refreshes_once_for_two_tabs_and_many_requests(browser, server, pages):
    name = server.sign_up()
    for storage in ("cookie", "local"):
        one = _open(browser, pages, storage)
        _sign_in(browser, name)
        two = browser.open_tab(f"{pages.origin}/blank?storage={storage}", "Ready")
        expect(_name(browser), name, "the account in the second tab")
        for _ in range(3):
            for tab in (one, two):
                browser.go_to(tab)
                browser.start(
                    "const used = await client.getAccessToken();"
                    "window.many = Promise.all([...Array(20)].map(() => client.getAccessToken(used)))"
                )
            for tab in (one, two):
                browser.go_to(tab)
                browser.until(lambda: browser.run("return window.many !== undefined"), "the requests have begun")
                tokens = browser.run("return await window.many")
                assert all(tokens), tokens
                expect(len(set(tokens)), 1, "tokens that twenty requests got")
        for tab in (one, two):
            browser.go_to(tab)
            expect(_name(browser), name, "the account")
            expect(browser.run(f"return (await client.fetch('{server.url}/api/me')).status"), 200, "the API")
        browser.run("await client.signOut()")
        browser.driver.close()
        browser.go_to(one)
        browser.until(lambda: browser.run("return changes.at(-1)") is None, "the other tab is signed out, too")
        expect(_name(browser), None, "the account")


def a_copied_tab_lives_on_with_its_original(browser, server, pages):
    name = server.sign_up()
    one = _open(browser, pages, "session")
    _sign_in(browser, name)
    kept = browser.run("return {...sessionStorage}")
    two = browser.open_tab(f"{pages.origin}/blank?storage=session", "Ready")
    browser.run("for (const [key, value] of Object.entries(args[0])) sessionStorage.setItem(key, value)", kept)
    browser.open(f"{pages.origin}/blank?storage=session", "Ready")
    for _ in range(4):
        for tab in (one, two):
            browser.go_to(tab)
            assert browser.run("return client.getAccessToken(await client.getAccessToken())")
            expect(_name(browser), name, "the account")


def signing_out_in_one_tab_signs_out_all(browser, server, pages):
    name = server.sign_up()
    for storage in STORAGES:
        one = _open(browser, pages, storage)
        _sign_in(browser, name)
        browser.open_tab(f"{pages.origin}/blank?storage={storage}", "Ready")
        if storage in ("memory", "session"):
            _sign_in(browser, name)
        expect(_name(browser), name, "the account")
        browser.run("await client.signOut()")
        browser.driver.close()
        browser.go_to(one)
        browser.until(lambda: browser.run("return changes.at(-1) ?? null") is None, f"{storage}: the other tab is out")
        expect(_name(browser), None, "the account")


def a_server_that_is_away_signs_nobody_out(browser, server, pages):
    name = server.sign_up()
    _open(browser, pages)
    _sign_in(browser, name)
    browser.run(
        "window.away = true; const real = window.fetch;"
        "window.fetch = (...all) => window.away ? Promise.reject(new TypeError('away')) : real(...all)"
    )
    expect(
        browser.run("return client.getAccessToken(await client.getAccessToken())"), {"error": "offline"}, "a refresh"
    )
    expect(browser.run("window.away = false; return (await client.getAccount()).username"), name, "the account")
    expect(browser.run("return went"), [], "where the page went")


def goes_on_after_the_machine_has_slept(browser, server, pages):
    name = server.sign_up()
    _open(browser, pages)
    _sign_in(browser, name)
    # As after a night: the clock of the page has moved on, the token's end has passed.
    browser.run("const real = Date.now; Date.now = () => real() + 8 * 3600 * 1000")
    expect(_name(browser), name, "the account")
    expect(browser.run(f"return (await client.fetch('{server.url}/api/me')).status"), 200, "the API")


def goes_on_across_a_rotation_of_keys(browser, server, pages):
    name = server.sign_up()
    _open(browser, pages)
    _sign_in(browser, name)
    server.run("key", "rotate")
    assert browser.run("return client.getAccessToken(await client.getAccessToken())")
    expect(browser.run(f"return (await client.fetch('{server.url}/api/me')).status"), 200, "the API")


def an_ended_session_leads_to_the_login_page_at_the_next_request(browser, server, pages):
    name = server.sign_up()
    _open(browser, pages)
    _sign_in(browser, name)
    server.run("session", "revoke", "--account", name)
    browser.until(
        lambda: browser.run(f"return (await client.fetch('{server.url}/api/me')).status") == 401,
        "the server refuses the token",
    )
    expect(browser.run("return went"), ["/login?redirect=%2Fblank%3Fstorage%3Dcookie"], "where the page went")
    expect(_name(browser), None, "the account")


def gives_the_token_to_own_origins_only(browser, server, pages):
    _open(browser, pages)
    for url, own in {
        "/api/echo": True, f"{server.url}/api/me": True, "https://evil.example/": False, "//evil.example/x": False,
        "http://127.0.0.1.evil.example/": False, "http://127.0.0.1:1/": False,
    }.items():  # fmt: skip
        expect(browser.run("return client.isOwn(args[0])", url), own, url)


def leads_back_to_no_other_origin(browser, server, pages):
    _open(browser, pages)
    for text in HOSTILE:
        found = browser.run("return latchkey.redirectTarget('?redirect=' + encodeURIComponent(args[0]), '/home')", text)
        expect(found, "/home", f"redirect={text!r}")
    for text in ("/", "/account?tab=1#devices", "/a/b"):
        found = browser.run("return latchkey.redirectTarget('?redirect=' + encodeURIComponent(args[0]), '/home')", text)
        expect(found, text, "an own path")


def is_refused_to_a_page_of_an_origin_that_is_not_configured(browser, server, pages):
    browser.open(pages.origin.replace("127.0.0.1", "localhost") + "/blank", "Ready")
    expect(
        browser.run("return client.signIn({login: 'ada', password: 'x'})"), {"error": "offline"}, "signing in from elsewhere"
    )
    # The browser says why in its console, as it should.
    assert any("CORS" in line for line in browser.console())
    browser.lines = []


def is_small_and_has_no_dependency(browser, server, pages):
    import gzip
    import urllib.request

    with urllib.request.urlopen(f"{server.url}/assets/latchkey.js") as answer:
        text = answer.read()
    assert len(gzip.compress(text, 9)) <= 4096, len(gzip.compress(text, 9))
    assert b"import " not in text and b"console." not in text
    assert clock() > 0
