"""People who use the nodes through the proxy as browsers do, and remember what they were promised."""

import contextlib
import http.client
import json
import random
import threading
import time

PASSWORD = "a sentence nobody else would type"
# Longer than any fault lasts: an answer that was lost is asked for again with the same refresh token.
REPLAY_WINDOW = 120  # seconds
# Real clients refresh once in a quarter of an hour. A request that a cut link held up, and delivers when its client has
# refreshed twice elsewhere, looks like a stolen token and ends the session: nobody is that quick.
REFRESH_EVERY = 9  # seconds


class Answers:
    """When what was answered, by all people together."""

    def __init__(self):
        self.lock, self.list = threading.Lock(), []

    def add(self, kind, status):
        with self.lock:
            self.list.append((time.monotonic(), kind, status))

    def between(self, start, end):
        with self.lock:
            return [entry for entry in self.list if start <= entry[0] < end]


class Broken(Exception):
    """A promise was broken."""


class Leaving(Exception):
    """The time was over before there was an answer."""


class Person(threading.Thread):
    """Signs up, and then refreshes, looks at their account, and signs in and out, until told to stop."""

    def __init__(self, number, port, answers, seed):
        super().__init__(name=f"person {number}", daemon=True)
        self.number, self.port, self.answers = number, port, answers
        self.random = random.Random(seed * 1000 + number)
        self.email = f"person{number}@example.org"
        self.tokens = None
        self.leaving = threading.Event()
        self.broken = []
        self.counts = {}
        self.refresh_at = time.monotonic() + self.random.random() * REFRESH_EVERY
        # Sessions that were ended, with the moment of the answer that said so.
        self.ended = []

    def run(self):
        try:
            self.tokens = self.until_answered("signup", "/api/signup", self.login_body(), (201,), others=(409,))
            if self.tokens is None:
                # The answer to the first try was lost, not the account.
                self.tokens = self.log_in()
            while not self.leaving.is_set():
                dice = self.random.random()
                if time.monotonic() > self.refresh_at:
                    self.refresh()
                elif dice < 0.8:
                    self.look()
                else:
                    self.sign_in_and_out()
                self.leaving.wait(self.random.random() * 0.2)
        except Leaving:
            pass
        except Broken as error:
            self.broken.append(f"{self.email}: {error}")

    def login_body(self):
        return {"email": self.email, "password": PASSWORD}

    def log_in(self):
        return self.until_answered("login", "/api/login", {"login": self.email, "password": PASSWORD}, (200,))

    def refresh(self):
        body = {"refresh_token": self.tokens["refresh_token"]}
        self.tokens = self.until_answered("refresh", "/api/refresh", body, (200,))
        self.refresh_at = time.monotonic() + REFRESH_EVERY

    def look(self):
        status, _ = self.ask("me", "GET", "/api/me", None, self.tokens["access_token"])
        if status == 401:
            self.refresh()

    def sign_in_and_out(self):
        tokens = self.log_in()
        body = {"refresh_token": tokens["refresh_token"]}
        if self.until_answered("logout", "/api/logout", body, (200, 204), token=tokens["access_token"]) is not None:
            self.ended.append((time.monotonic(), tokens))
            self.ended = self.ended[-20:]

    def until_answered(self, kind, path, body, wanted, others=(), token=None):
        """Tries until there is an answer that says yes, or one of `others`, which is told by `None`."""
        while not self.leaving.is_set():
            status, answer = self.ask(kind, "POST", path, body, token)
            if status in wanted:
                self.counts[kind] = self.counts.get(kind, 0) + 1
                return answer or {}
            if status in others:
                return None
            if status in (401, 403) or status == 400:
                if kind == "logout":
                    # A lost answer: the session had ended.
                    return {}
                raise Broken(f"{kind} answered {status}: {answer}")
            time.sleep(0.1 + self.random.random() * 0.2)
        raise Leaving

    def ask(self, kind, method, path, body, token):
        """A status, 0 when there was no answer, and what it said."""
        headers = {"Content-Type": "application/json", "X-Client": f"198.51.100.{self.number % 250 + 1}"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        status, answer = 0, None
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            try:
                connection.request(method, path, None if body is None else json.dumps(body), headers)
                response = connection.getresponse()
                text = response.read()
                status = response.status
                answer = json.loads(text) if text.startswith(b"{") else None
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                status = 0
        self.answers.add(kind, status)
        return status, answer
