"""Authlib as an OAuth client of a Latchkey server: every way to authenticate, and what comes after."""

import json
import os
import time
import uuid

import keys_from_elsewhere
import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from checks import Checks, expect_equal, expect_refusal
from joserfc.jwk import ECKey
from latchkey import EMAIL, PASSWORD

checks = Checks()

# Authlib asks for https, which a server on loopback has no need of.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


def register(latchkey, folder, *arguments, text=""):
    return json.loads(latchkey.run("client", "add", "--json", "--data", folder / "data", *arguments, text=text))


def metadata(server):
    answer = requests.get(f"{server.issuer}/.well-known/oauth-authorization-server", timeout=60)
    return AuthorizationServerMetadata(answer.json())


@checks("Authlib gets a token by client_secret_basic and by client_secret_post, and refuses none of the answer")
def client_secret(latchkey, folder):
    with latchkey.serving(folder / "data") as server:
        client = register(latchkey, folder, "till", "--grant", "client_credentials", "--scope", "read write")
        endpoint = metadata(server)["token_endpoint"]
        for method in ["client_secret_basic", "client_secret_post"]:
            with OAuth2Session(
                client["id"], client["client_secret"], scope="read", token_endpoint_auth_method=method
            ) as session:
                token = session.fetch_token(endpoint, grant_type="client_credentials")
                expect_equal(token["scope"], "read", f"the scope by {method}")
        with OAuth2Session(client["id"], "wrong") as session:
            expect_refusal(OAuthError, lambda: session.fetch_token(endpoint, grant_type="client_credentials"))


@checks("Authlib gets a token by private_key_jwt; the same assertion is refused the second time")
def private_key_jwt(latchkey, folder):
    key = keys_from_elsewhere.ec_pkcs8(folder).private
    public = latchkey.run("key", "convert", key, "--to", "jwk", "--public").strip()
    with latchkey.serving(folder / "data") as server:
        client = register(
            latchkey, folder, "signer", "--grant", "client_credentials", "--keys", "-", text=f'{{"keys":[{public}]}}'
        )
        endpoint = metadata(server)["token_endpoint"]

        def session(identifier):
            # Authlib's own assertions live an hour, which is longer than this server believes one.
            claims = {"exp": int(time.time()) + 60, "jti": identifier}
            secret = ECKey.import_key(key.read_text())
            session = OAuth2Session(client["id"], secret, token_endpoint_auth_method="private_key_jwt")
            session.register_client_auth_method(PrivateKeyJWT(endpoint, claims=claims, alg="ES256"))
            return session

        identifier = str(uuid.uuid4())
        expect_equal(
            session(identifier).fetch_token(endpoint, grant_type="client_credentials")["token_type"],
            "Bearer",
            "the type of the token",
        )
        expect_refusal(
            OAuthError, lambda: session(identifier).fetch_token(endpoint, grant_type="client_credentials")
        )


@checks("Authlib signs in by password where that is enabled, refreshes, introspects and revokes [A1] [A9] [B5]")
def password(latchkey, folder):
    settings = {"LATCHKEY_GRANTS_ENABLED": "password,refresh_token"}
    with latchkey.serving(folder / "data", settings) as server:
        server.sign_up()
        client = register(latchkey, folder, "app", "--grant", "password", "--grant", "refresh_token")
        known = metadata(server)
        expect_equal(known["grant_types_supported"], ["password", "refresh_token"], "the grants")
        with OAuth2Session(client["id"], client["client_secret"]) as session:
            token = session.fetch_token(known["token_endpoint"], username=EMAIL, password=PASSWORD)
            status, me = server.request("GET", "/api/me", token=token["access_token"])
            expect_equal((status, me["id"]), (200, token["account_id"]), "the account")
            fresh = session.refresh_token(known["token_endpoint"], token["refresh_token"])
            told = session.introspect_token(known["introspection_endpoint"], fresh["access_token"]).json()
            expect_equal((told["active"], told["sub"]), (True, me["id"]), "the introspection")
            answer = session.revoke_token(
                known["revocation_endpoint"], fresh["refresh_token"], token_type_hint="refresh_token"
            )
            expect_equal(answer.status_code, 200, "the status of the revocation")
            told = session.introspect_token(known["introspection_endpoint"], fresh["access_token"]).json()
            expect_equal(told, {"active": False}, "the introspection after the revocation")
