"""jwcrypto and joserfc read what Latchkey encrypts, and Latchkey reads what they encrypt."""

import json
import secrets
import warnings

import joserfc.errors
import joserfc.jwe
import joserfc.jwk
import jwcrypto.jwa
import jwcrypto.jwe
import jwcrypto.jwk
from checks import Checks, expect_equal, expect_refusal
from latchkey import Refused

checks = Checks()

TEXT = "What the sea gives, née in May – and takes."
ENCRYPTIONS = {
    "A128GCM": 16,
    "A192GCM": 24,
    "A256GCM": 32,
    "A128CBC-HS256": 32,
    "A192CBC-HS384": 48,
    "A256CBC-HS512": 64,
}
CURVES = {"P-256": "EC", "P-384": "EC", "P-521": "EC", "X25519": "OKP"}

# Both libraries count to less than OWASP recommends for SHA-256; joserfc cannot be told otherwise.
jwcrypto.jwa.default_max_pbkdf2_iterations = 1_200_000
BEYOND_JOSERFC = "PBES2-HS256+A128KW"

warnings.filterwarnings("ignore", category=joserfc.errors.SecurityWarning)


def key_for(algorithm, encryption, curve=None):
    """A fresh private or shared key as a JWK."""
    if curve:
        return jwcrypto.jwk.JWK.generate(kty=CURVES[curve], crv=curve).export(as_dict=True)
    if algorithm.startswith("RSA"):
        return jwcrypto.jwk.JWK.generate(kty="RSA", size=2048).export(as_dict=True)
    if algorithm == "dir":
        size = ENCRYPTIONS[encryption]
    elif algorithm.startswith("PBES2"):
        size = 20
    else:
        size = int(algorithm[1:4]) // 8
    key = jwcrypto.jwk.JWK.generate(kty="oct", size=size * 8).export(as_dict=True)
    return {**key, "alg": algorithm} if algorithm.startswith("PBES2") else key


def jwcrypto_encrypts(header, key):
    token = jwcrypto.jwe.JWE(TEXT.encode(), json.dumps(header), algs=[header["alg"], header["enc"]])
    token.add_recipient(jwcrypto.jwk.JWK(**key))
    return token.serialize(compact=True)


def jwcrypto_decrypts(token, key, algorithms):
    read = jwcrypto.jwe.JWE(algs=algorithms)
    read.deserialize(token, jwcrypto.jwk.JWK(**key))
    return read.payload.decode()


def joserfc_encrypts(header, key):
    return joserfc.jwe.encrypt_compact(
        header, TEXT.encode(), joserfc.jwk.import_key(key), algorithms=[header["alg"], header["enc"]]
    )


def joserfc_decrypts(token, key, algorithms):
    return joserfc.jwe.decrypt_compact(token, joserfc.jwk.import_key(key), algorithms=algorithms).plaintext.decode()


LIBRARIES = {
    "jwcrypto": (jwcrypto_encrypts, jwcrypto_decrypts),
    "joserfc": (joserfc_encrypts, joserfc_decrypts),
}


def algorithms():
    """Every algorithm the three have in common, and the curves it is for."""
    names = ["dir", "RSA-OAEP", "RSA-OAEP-256"]
    names += [f"A{size}{kind}" for kind in ("KW", "GCMKW") for size in (128, 192, 256)]
    names += ["PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"]
    for name in names:
        yield name, [None]
    for name in ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"]:
        yield name, list(CURVES)


def exchange(latchkey, folder, algorithm, encryption, curve):
    key = key_for(algorithm, encryption, curve)
    file = folder / "key.jwk"
    file.write_text(json.dumps(key))
    named = ["--key", file, "--algorithm", algorithm, "--encryption", encryption]
    ours = latchkey.run("token", "encrypt", *named, text=TEXT).strip()
    header = {"alg": algorithm, "enc": encryption}
    for library, (encrypts, decrypts) in LIBRARIES.items():
        where = f"{library}, {algorithm}, {encryption}, {curve or key['kty']}"
        if (library, algorithm) != ("joserfc", BEYOND_JOSERFC):
            expect_equal(decrypts(ours, key, [algorithm, encryption]), TEXT, f"{where}: reading ours")
        theirs = encrypts(header, key)
        expect_equal(latchkey.run("token", "decrypt", "-", *named, text=theirs), TEXT, f"{where}: reading theirs")


def add_exchange(algorithm, curves):
    @checks(f"jwcrypto, joserfc and Latchkey read each other's tokens encrypted with {algorithm}")
    def everything(latchkey, folder):
        for curve in curves:
            for encryption in ENCRYPTIONS:
                exchange(latchkey, folder, algorithm, encryption, curve)


for named_algorithm, its_curves in algorithms():
    add_exchange(named_algorithm, its_curves)


@checks("Latchkey reads a token that jwcrypto encrypted to three recipients, with each of their keys")
def several_recipients(latchkey, folder):
    keys = {
        "A256KW": key_for("A256KW", None),
        "RSA-OAEP-256": key_for("RSA-OAEP-256", None),
        "ECDH-ES+A128KW": key_for("ECDH-ES+A128KW", None, "X25519"),
    }
    token = jwcrypto.jwe.JWE(TEXT.encode(), json.dumps({"enc": "A128CBC-HS256"}), aad=b"in the open", algs=[*keys, "A128CBC-HS256"])
    for algorithm, key in keys.items():
        token.add_recipient(jwcrypto.jwk.JWK(**key), json.dumps({"alg": algorithm}))
    text = token.serialize()
    for algorithm, key in keys.items():
        file = folder / f"{key['kty']}.jwk"
        file.write_text(json.dumps(key))
        arguments = ["--key", file, "--algorithm", algorithm]
        expect_equal(latchkey.run("token", "decrypt", "-", *arguments, text=text), TEXT, algorithm)


@checks("Latchkey reads what joserfc compressed, where that is asked for")
def compressed(latchkey, folder):
    key = key_for("A256KW", None)
    file = folder / "key.jwk"
    file.write_text(json.dumps(key))
    token = joserfc.jwe.encrypt_compact(
        {"alg": "A256KW", "enc": "A256GCM", "zip": "DEF"}, TEXT.encode() * 100, joserfc.jwk.import_key(key)
    )
    expect_refusal(Refused, lambda: latchkey.run("token", "decrypt", "-", "--key", file, text=token))
    read = latchkey.run("token", "decrypt", "-", "--key", file, "--inflate", text=token)
    expect_equal(read, TEXT * 100, "the content")


@checks("Latchkey refuses what jwcrypto encrypted with RSA1_5, and what was meant for another key")
def refusals(latchkey, folder):
    key = key_for("RSA-OAEP", None)
    file = folder / "key.jwk"
    file.write_text(json.dumps(key))
    other = key_for("RSA-OAEP", None)
    for header, recipient in [
        ({"alg": "RSA1_5", "enc": "A128CBC-HS256"}, key),
        ({"alg": "RSA-OAEP", "enc": "A128CBC-HS256"}, other),
    ]:
        token = jwcrypto_encrypts(header, recipient)
        expect_refusal(Refused, lambda token=token: latchkey.run("token", "decrypt", "-", "--key", file, text=token))


@checks("a password file is the same password for jwcrypto")
def passwords(latchkey, folder):
    password = secrets.token_urlsafe(20)
    file = folder / "password.txt"
    file.write_text(password + "\n")
    algorithm = "PBES2-HS512+A256KW"
    ours = latchkey.run("token", "encrypt", "--key", file, "--algorithm", algorithm, text=TEXT).strip()
    key = json.loads(jwcrypto.jwk.JWK.from_password(password).export())
    expect_equal(jwcrypto_decrypts(ours, key, [algorithm, "A256GCM"]), TEXT, "reading ours")
