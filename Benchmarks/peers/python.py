"""Signs and verifies with PyJWT or joserfc what a line on standard input says; answers with the processor time it took.

python.py pyjwt|joserfc FILE
"""

import base64
import json
import sys
import time
import warnings

ISSUER = "https://identity.example.com/"
AUDIENCE = "https://api.example.com/"
CLAIMS = {
    "iss": ISSUER,
    "sub": "0190a5c2-7d4e-7b3f-9a610",
    "aud": AUDIENCE,
    "exp": 4102444800,
    "nbf": 1700000000,
    "iat": 1700000000,
    "jti": "0190a5c2-7d4e-7b3f-9a61-5f0c2b7d8e9f",
}


def secret(fixture):
    return base64.urlsafe_b64decode(fixture["secret"] + "=")


def pyjwt(fixture):
    import jwt
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

    name = fixture["algorithm"]
    # Parsed once, as a server would.
    if "secret" in fixture:
        private = public = secret(fixture)
    else:
        private = load_pem_private_key(fixture["privatePEM"].encode(), None)
        public = load_pem_public_key(fixture["publicPEM"].encode())
    token = fixture["token"]
    return (
        lambda: jwt.decode(token, public, algorithms=[name], issuer=ISSUER, audience=AUDIENCE),
        lambda: jwt.encode(CLAIMS, private, algorithm=name),
    )


def joserfc(fixture):
    from joserfc import jwk, jwt

    name = fixture["algorithm"]
    if "secret" in fixture:
        private = public = jwk.OctKey.import_key(secret(fixture))
    else:
        kind = {"RS": jwk.RSAKey, "ES": jwk.ECKey, "Ed": jwk.OKPKey}[name[:2]]
        private = kind.import_key(fixture["privatePEM"])
        public = kind.import_key(fixture["publicPEM"])
    token = fixture["token"]
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER}, aud={"essential": True, "value": AUDIENCE}, exp={"essential": True}
    )
    header = {"alg": name, "typ": "JWT"}
    return (
        lambda: registry.validate(jwt.decode(token, public, algorithms=[name]).claims),
        lambda: jwt.encode(header, CLAIMS, private, algorithms=[name]),
    )


def main():
    warnings.simplefilter("ignore")
    library = {"pyjwt": pyjwt, "joserfc": joserfc}[sys.argv[1]]
    works = {}
    with open(sys.argv[2], encoding="utf-8") as file:
        for fixture in json.load(file):
            verify, sign = library(fixture)
            works[f"verify {fixture['algorithm']}"] = verify
            works[f"sign {fixture['algorithm']}"] = sign
    for line in sys.stdin:
        what, _, count = line.strip().rpartition(" ")
        work = works.get(what)
        if work is None:
            print("unsupported", flush=True)
            continue
        start = time.process_time_ns()
        for _ in range(int(count)):
            work()
        print(time.process_time_ns() - start, flush=True)


main()
