"""PyJWT, Authlib, joserfc and jwcrypto as readers: of a signature alone, and of an access token as a service reads it."""

import jwcrypto.jwk
import jwcrypto.jws
import jwt as pyjwt
from authlib.jose.errors import BadSignatureError as AuthlibBadSignature
from authlib.jose.errors import InvalidClaimError as AuthlibInvalidClaim
from joserfc import jwk
from joserfc import jwt as joserfc_jwt
from joserfc.errors import BadSignatureError as JoserfcBadSignature
from joserfc.errors import InvalidClaimError as JoserfcInvalidClaim
from make_tokens import JsonWebKey, JsonWebToken

SIGNATURE_ONLY = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
REFUSALS = (pyjwt.InvalidTokenError, AuthlibInvalidClaim, JoserfcInvalidClaim)


def pyjwt_accepts_signature(token, key, algorithms):
    try:
        pyjwt.decode(token, pyjwt.PyJWK(key, algorithms[0]), algorithms=algorithms, options=SIGNATURE_ONLY)
    except pyjwt.InvalidSignatureError:
        return False
    return True


def authlib_accepts_signature(token, key, algorithms):
    try:
        JsonWebToken(algorithms).decode(token, JsonWebKey.import_key(key))
    except AuthlibBadSignature:
        return False
    return True


def joserfc_accepts_signature(token, key, algorithms):
    try:
        joserfc_jwt.decode(token, jwk.import_key(key), algorithms=algorithms)
    except JoserfcBadSignature:
        return False
    return True


def jwcrypto_accepts_signature(token, key, algorithms):
    read = jwcrypto.jws.JWS()
    read.allowed_algs = algorithms
    read.deserialize(token)
    try:
        read.verify(jwcrypto.jwk.JWK(**key))
    except jwcrypto.jws.InvalidJWSSignature:
        return False
    return True


SIGNATURE_READERS = {
    "pyjwt": pyjwt_accepts_signature,
    "authlib": authlib_accepts_signature,
    "joserfc": joserfc_accepts_signature,
    "jwcrypto": jwcrypto_accepts_signature,
}


def authlib_claims(token, key_set, issuer, audience, algorithm):
    """The claims of an access token, checked as the document on Authlib does: header, then validate()."""
    options = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": audience}}
    keys = JsonWebKey.import_key_set(key_set)
    claims = JsonWebToken([algorithm]).decode(token, keys, claims_options=options)
    claims.validate()
    return claims.header, dict(claims)


def joserfc_claims(token, key_set, issuer, audience, algorithm):
    rules = joserfc_jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
    )
    read = joserfc_jwt.decode(token, jwk.KeySet.import_key_set(key_set), algorithms=[algorithm])
    rules.validate(read.claims)
    return read.header, read.claims
