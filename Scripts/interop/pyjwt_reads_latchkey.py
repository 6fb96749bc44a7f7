#!/usr/bin/env python3
"""Verifies an access token of Latchkey with PyJWT, from nothing but the address of the key set.

    .build/venv/bin/python Scripts/interop/pyjwt_reads_latchkey.py \\
        --jwks http://127.0.0.1:8080/.well-known/jwks.json --issuer http://127.0.0.1:8080 < token

The audience is the issuer unless named. Prints the claims; exit 1 when the token is refused.
"""

import argparse
import json
import sys

import jwt as pyjwt

# What a resource server relies on (RFC 9068 §2.2).
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"]


def verified(token, jwks, issuer, audience, algorithms):
    """The header and the claims of the token; raises when PyJWT or RFC 9068 refuses it."""
    key = pyjwt.PyJWKClient(jwks).get_signing_key_from_jwt(token)
    claims = pyjwt.decode(
        token,
        key,
        algorithms=algorithms,
        issuer=issuer,
        audience=audience,
        options={"require": REQUIRED},
    )
    header = pyjwt.get_unverified_header(token)
    if header.get("typ") != "at+jwt":
        raise pyjwt.InvalidTokenError(f"typ is {header.get('typ')!r}, not 'at+jwt'")
    return header, claims


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jwks", required=True, help="the address of the key set")
    parser.add_argument("--issuer", required=True)
    parser.add_argument("--audience", help="by default the issuer")
    parser.add_argument("--algorithm", action="append", help="one to accept; ES256 and RS256 by default")
    options = parser.parse_args()
    algorithms = options.algorithm or ["ES256", "RS256"]
    token = sys.stdin.read().strip()
    try:
        _, claims = verified(token, options.jwks, options.issuer, options.audience or options.issuer, algorithms)
    except pyjwt.PyJWTError as refusal:
        print(f"refused: {refusal}", file=sys.stderr)
        return 1
    print(json.dumps(claims, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
