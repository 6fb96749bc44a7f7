"""What a Latchkey server hands out to services that have no database, read with nothing but zlib, struct and PyJWT:
status lists, the snapshot of revocations, and keys that are replaced while tokens are in use."""

import base64
import json
import struct
import time
import urllib.request
import uuid
import zlib

import jwt as pyjwt
from checks import Checks, expect_equal, wait_until

checks = Checks()


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fetch(url, headers=None):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=60) as answer:
        return answer.headers, answer.read().decode()


def verified(text, keys, typ, **expected):
    """The claims of a signed document, as PyJWT reads them."""
    expect_equal(pyjwt.get_unverified_header(text)["typ"], typ, "the typ")
    key = keys.get_signing_key_from_jwt(text)
    options = {"require": ["iat", "exp"], "verify_aud": False}
    return pyjwt.decode(text, key, algorithms=["ES256"], options=options, **expected)


@checks("A status list marks the session that has ended and no other, for a reader of zlib and bits [A9]")
def status_list(latchkey, folder):
    # The issuer is where the server answers, so its addresses lead there.
    with latchkey.serving(folder / "data", {"LATCHKEY_REVOCATION_STATUS_LISTS": "true"}) as server:
        keys = pyjwt.PyJWKClient(f"{server.issuer}/.well-known/jwks.json")
        kept, ended = server.sign_up(), server.log_in()

        def place(token):
            claims = pyjwt.decode(token, options={"verify_signature": False})
            return claims["status"]["status_list"]

        def bit(token):
            named = place(token)
            headers, text = fetch(named["uri"], {"Accept": "application/statuslist+jwt"})
            expect_equal(headers["Content-Type"], "application/statuslist+jwt", "the media type")
            claims = verified(text, keys, "statuslist+jwt", issuer=server.issuer)
            expect_equal(claims["sub"], named["uri"], "the sub")
            expect_equal(claims["status_list"]["bits"], 1, "the bits of a token")
            if claims["ttl"] <= 0:
                raise AssertionError("the ttl is not positive")
            octets = zlib.decompress(unpadded(claims["status_list"]["lst"]))
            return octets[named["idx"] // 8] >> named["idx"] % 8 & 1, sum(octet.bit_count() for octet in octets)

        _, addresses = fetch(f"{server.issuer}/oauth/status-lists")
        expect_equal(json.loads(addresses)["status_lists"], [place(kept)["uri"]], "the addresses of the lists")
        expect_equal(bit(ended), (0, 0), "the bit before")
        status, _ = server.request("POST", "/api/logout", {"scope": "this"}, token=ended)
        expect_equal(status, 204, "the status of the logout")
        wait_until(lambda: bit(ended) == (1, 1), "the session is marked, alone")
        expect_equal(bit(kept)[0], 0, "the bit of the other session")


@checks("The snapshot of revocations names the session that has ended, for a reader of struct [A9]")
def snapshot(latchkey, folder):
    with latchkey.serving(folder / "data", {"LATCHKEY_REVOCATION_SNAPSHOT": "everybody"}) as server:
        keys = pyjwt.PyJWKClient(f"{server.issuer}/.well-known/jwks.json")
        url = f"{server.issuer}/.well-known/latchkey-revocations"
        _, ended = server.sign_up(), server.log_in()

        def read(query="", headers=None):
            headers, text = fetch(url + query, headers)
            claims = verified(text, keys, "lrs+jwt", issuer=server.issuer)
            records = struct.iter_unpack(">16sI", unpadded(claims["sessions"]))
            return headers, claims, {str(uuid.UUID(bytes=octets)): end for octets, end in records}

        headers, claims, sessions = read()
        expect_equal(sessions, {}, "the sessions revoked before")
        expect_equal(int(headers["Age"]) <= 5, True, "whether it is new")
        server.request("POST", "/api/logout", {"scope": "this"}, token=ended)
        begun = time.monotonic()
        _, news, sessions = read(f"?after={claims['seq']}", {"Prefer": "wait=20"})
        token = pyjwt.decode(ended, options={"verify_signature": False})
        expect_equal(list(sessions), [token["sid"]], "the sessions revoked")
        expect_equal(news["after"], claims["seq"], "where the news begin")
        expect_equal(time.monotonic() - begun < 5, True, "whether it came at once")
        if sessions[token["sid"]] < token["exp"]:
            raise AssertionError("it is forgotten before the token has expired")


@checks("Keys that are replaced every few seconds fail no verification of PyJWT's PyJWKClient [A8]")
def rotation(latchkey, folder):
    settings = {"LATCHKEY_KEYS_LIFETIME": "2s", "LATCHKEY_KEYS_PUBLICATION": "1s"}
    with latchkey.serving(folder / "data", settings) as server:
        # As long as the server says that the set may be kept.
        keys = pyjwt.PyJWKClient(f"{server.issuer}/.well-known/jwks.json", lifespan=1)
        tokens, signers, count = [server.sign_up()], set(), 0
        # How much is verified meanwhile depends on the machine; how often the keys are replaced does not.
        end = time.monotonic() + 120
        while len(signers) < 4 or count < 50:
            if time.monotonic() > end:
                raise AssertionError(f"{len(signers)} keys have signed, {count} tokens were verified")
            tokens.append(server.log_in())
            # The oldest as well: its key has been replaced since.
            for token in [tokens[0], tokens[-1]]:
                claims = pyjwt.decode(
                    token,
                    keys.get_signing_key_from_jwt(token),
                    algorithms=["ES256"],
                    issuer=server.issuer,
                    audience=server.issuer,
                )
                signers.add(pyjwt.get_unverified_header(token)["kid"])
                count += bool(claims["sub"])
