"""Other libraries read what a Latchkey server signs, from its published key set alone."""

import contextlib
import json
import urllib.request

import jwt as pyjwt
import keys_from_elsewhere
import other_readers
import pyjwt_reads_latchkey
from checks import Checks, expect_equal, expect_refusal, wait_until
from latchkey import Refused

checks = Checks()


@contextlib.contextmanager
def signed_in(latchkey, folder):
    """A server, and the access token of somebody who has just signed up."""
    with latchkey.serving(folder / "data") as server:
        yield server, server.sign_up()


def key_set(server):
    with urllib.request.urlopen(server.jwks) as answer:
        return json.load(answer)


@checks("PyJWT verifies an access token of a running server through its JWKS address [D2]")
def pyjwt_reads(latchkey, folder):
    with signed_in(latchkey, folder) as (server, token):
        _, me = server.request("GET", "/api/me", token=token)

        def read(audience=server.issuer, issuer=server.issuer):
            return pyjwt_reads_latchkey.verified(token, server.jwks, issuer, audience, ["ES256"])

        header, claims = read()
        expect_equal(header["alg"], "ES256", "alg")
        expect_equal(claims["sub"], me["id"], "sub")
        expect_refusal(pyjwt.InvalidAudienceError, lambda: read(audience="another"))
        expect_refusal(pyjwt.InvalidIssuerError, lambda: read(issuer="https://another.example"))


@checks("Authlib reads header and claims of an access token and validates them [D2]")
def authlib_reads(latchkey, folder):
    another_library_reads(latchkey, folder, other_readers.authlib_claims)


@checks("joserfc reads header and claims of an access token and validates them [D2]")
def joserfc_reads(latchkey, folder):
    another_library_reads(latchkey, folder, other_readers.joserfc_claims)


def another_library_reads(latchkey, folder, read):
    with signed_in(latchkey, folder) as (server, token):
        keys = key_set(server)
        header, claims = read(token, keys, server.issuer, server.issuer, "ES256")
        expect_equal(header["typ"], "at+jwt", "typ")
        expect_equal(claims["iss"], server.issuer, "iss")
        refusals = other_readers.REFUSALS
        expect_refusal(refusals, lambda: read(token, keys, server.issuer, "another", "ES256"))


@checks("`latchkey token verify --jwks` reads an access token of a running server")
def latchkey_reads(latchkey, folder):
    with signed_in(latchkey, folder) as (server, token):

        def read(audience):
            return latchkey.verify(
                token, "--jwks", server.jwks, "--issuer", server.issuer, "--audience", audience, "--typ", "at+jwt"
            )

        read(server.issuer)
        expect_refusal(Refused, lambda: read("another"))


@checks("a server refuses an access token that PyJWT signed with a key of its own")
def server_refuses(latchkey, folder):
    with signed_in(latchkey, folder) as (server, token):
        header, claims = pyjwt_reads_latchkey.verified(token, server.jwks, server.issuer, server.issuer, ["ES256"])
        key = keys_from_elsewhere.ec_pkcs8(folder).private
        forged = pyjwt.encode(claims, key.read_bytes(), algorithm="ES256", headers=header)
        expect_equal(server.request("GET", "/api/me", token=token)[0], 200, "the status for our token")
        expect_equal(server.request("GET", "/api/me", token=forged)[0], 401, "the status for the forged one")


@checks("a running server signs with an RSA-4096 key of ssh-keygen once `latchkey key import` has brought it in [D1]")
def server_signs_with_imported_key(latchkey, folder):
    pair = keys_from_elsewhere.rsa_4096_by_ssh_keygen(folder)
    with signed_in(latchkey, folder) as (server, before):
        latchkey.run("key", "import", pair.private, "--now", "--data", folder / "data")
        wait_until(lambda: "RSA" in [key["kty"] for key in key_set(server)["keys"]], "the key set has the new key")

        def read(token, algorithm):
            return pyjwt_reads_latchkey.verified(token, server.jwks, server.issuer, server.issuer, [algorithm])

        after = server.log_in()
        read(after, "RS256")
        # The public half that OpenSSL wrote verifies it too: it is that very key.
        pyjwt.decode(after, pair.public.read_bytes(), algorithms=["RS256"], audience=server.issuer)
        # What was signed before the change is as good as it was.
        read(before, "ES256")
        for token in (before, after):
            expect_equal(server.request("GET", "/api/me", token=token)[0], 200, "the status for a token")
