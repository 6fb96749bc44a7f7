#!/usr/bin/env python3
"""Prints tokens made by PyJWT, Authlib, joserfc and jwcrypto, each with the key that verifies it.

A line is a case for `latchkey token verify --batch`. The last word of its `id` is the verdict it deserves:
`ok`, or the code of the error.

    .build/venv/bin/python Scripts/interop/make_tokens.py | latchkey token verify --batch
"""

import json
import secrets
import warnings

import jwt as pyjwt
import jwcrypto.jwk
import jwcrypto.jws
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from joserfc import jwk
from joserfc import jwt as joserfc_jwt

with warnings.catch_warnings(record=True):
    # Authlib hands its jose module over to joserfc and says so. Programs will use it for years yet.
    from authlib.jose import JsonWebKey, JsonWebToken

# RFC 9864 prefers the name Ed25519. EdDSA is what the other libraries write, so it is what we test.
warnings.filterwarnings("ignore", message="EdDSA is deprecated")

NOW = 1_800_000_000
ISSUER = "https://id.example"
AUDIENCE = "shop"
CLAIMS = {
    "iss": ISSUER,
    "sub": "ada",
    "aud": AUDIENCE,
    "iat": NOW - 10,
    "nbf": NOW - 10,
    "exp": NOW + 900,
    "name": "Ada Lovelace, née Byron",
    "scopes": ["notes:read", "notes:write"],
}
CHECK = {"iss": ISSUER, "aud": AUDIENCE, "typ": "JWT", "require": ["exp", "sub"], "now": NOW}


class SigningKey:
    """One fresh key, in the form each library wants. A shared secret when there is no private key."""

    def __init__(self, key_type, private=None):
        self.key_type = key_type
        self.material = secrets.token_bytes(64) if private is None else pkcs8(private)
        self.signing_jwk = jwk.import_key(self.material, key_type).as_dict(private=True)
        self.verifying_jwk = jwk.import_key(self.material, key_type).as_dict(private=private is None)


def pkcs8(private):
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def sign_with_pyjwt(claims, key, algorithm):
    return pyjwt.encode(claims, key.material, algorithm=algorithm)


def sign_with_authlib(claims, key, algorithm):
    imported = JsonWebKey.import_key(key.material, {"kty": key.key_type})
    return JsonWebToken([algorithm]).encode({"alg": algorithm, "typ": "JWT"}, dict(claims), imported).decode()


def sign_with_joserfc(claims, key, algorithm):
    imported = jwk.import_key(key.material, key.key_type)
    header = {"alg": algorithm, "typ": "JWT"}
    return joserfc_jwt.encode(header, dict(claims), imported, algorithms=[algorithm])


def sign_with_jwcrypto(claims, key, algorithm):
    token = jwcrypto.jws.JWS(json.dumps(claims))
    token.allowed_algs = [algorithm]
    signer = jwcrypto.jwk.JWK(**key.signing_jwk)
    token.add_signature(signer, protected=json.dumps({"alg": algorithm, "typ": "JWT"}))
    return token.serialize(compact=True)


SIGN = {
    "pyjwt": sign_with_pyjwt,
    "authlib": sign_with_authlib,
    "joserfc": sign_with_joserfc,
    "jwcrypto": sign_with_jwcrypto,
}
HASHES = (256, 384, 512)
# The names that only joserfc writes (RFC 9864).
ONLY_JOSERFC = ("Ed25519", "Ed448")


def keys():
    """Every algorithm, and a key for it."""
    oct_key = SigningKey("oct")
    rsa_key = SigningKey("RSA", rsa.generate_private_key(public_exponent=65537, key_size=2048))
    ed_key = SigningKey("OKP", ed25519.Ed25519PrivateKey.generate())
    for size in HASHES:
        yield f"HS{size}", oct_key
        yield f"RS{size}", rsa_key
        yield f"PS{size}", rsa_key
    for name, curve in (
        ("ES256", ec.SECP256R1()),
        ("ES384", ec.SECP384R1()),
        ("ES512", ec.SECP521R1()),
        ("ES256K", ec.SECP256K1()),
    ):
        yield name, SigningKey("EC", ec.generate_private_key(curve))
    yield "EdDSA", ed_key
    yield "Ed25519", ed_key
    yield "Ed448", SigningKey("OKP", ed448.Ed448PrivateKey.generate())


def makers():
    """Every library with every algorithm it shares with Latchkey, and a key for it."""
    for algorithm, key in keys():
        for library in ("joserfc",) if algorithm in ONLY_JOSERFC else SIGN:
            yield library, algorithm, key


def tampered(token):
    """The token with another payload under the same signature."""
    header, payload, signature = token.split(".")
    other = pyjwt.encode(CLAIMS | {"sub": "eve"}, "x" * 32, algorithm="HS256").split(".")[1]
    return ".".join([header, other, signature])


def tokens_of(library, algorithm, key):
    """A token, how its case differs from the usual one, and the verdict it deserves."""
    token = SIGN[library](CLAIMS, key, algorithm)
    another = "RS256" if algorithm == "HS256" else "HS256"
    yield token, {}, "ok"
    yield token, {"layer": "jws", "check": {}}, "ok"
    yield tampered(token), {}, "signature_invalid"
    yield token, {"algs": [another]}, "algorithm_not_allowed"
    yield token, {"check": CHECK | {"aud": "another"}}, "audience_mismatch"
    yield token, {"check": CHECK | {"now": CLAIMS["exp"]}}, "token_expired"


def cases():
    for library, algorithm, key in makers():
        for number, (token, changes, verdict) in enumerate(tokens_of(library, algorithm, key), start=1):
            yield {
                "id": f"{library} {algorithm} {number} {verdict}",
                "token": token,
                "jwk": key.verifying_jwk,
                "algs": [algorithm],
                "layer": "jwt",
                "check": CHECK,
            } | changes


if __name__ == "__main__":
    for case in cases():
        print(json.dumps(case))
