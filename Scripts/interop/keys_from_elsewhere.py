"""Key files as people make them, loaded as they are: signed with by Latchkey, verified by PyJWT, and the reverse."""

import subprocess
import typing

import jwt as pyjwt
from checks import Checks, expect_equal, expect_refusal
from latchkey import PATIENCE, Refused

CLAIMS = {"sub": "ada", "aud": "shop", "exp": 4_000_000_000}

checks = Checks()


class Pair(typing.NamedTuple):
    """Two key files, and the algorithm they are for."""

    private: typing.Any
    public: typing.Any
    algorithm: str


def tool(folder, command):
    """Runs a command line, whose words have no spaces, in the folder."""
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True, timeout=PATIENCE)


def pair(folder, algorithm, making_private, making_public):
    for command in (making_private, making_public):
        tool(folder, command)
    return Pair(folder / "private.pem", folder / "public.pem", algorithm)


def rsa_4096_by_ssh_keygen(folder):
    """PKCS#1, as the tutorials make it. The empty argument is the empty passphrase."""
    making = ["ssh-keygen", "-q", "-t", "rsa", "-b", "4096", "-m", "PEM", "-f", "private.pem", "-N", ""]
    subprocess.run(making, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
    tool(folder, "openssl rsa -in private.pem -pubout -outform PEM -out public.pem")
    return Pair(folder / "private.pem", folder / "public.pem", "RS256")


def rsa_pkcs8(folder):
    return pair(
        folder,
        "RS256",
        "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out private.pem",
        "openssl rsa -in private.pem -pubout -out public.pem",
    )


def rsa_public_pkcs1(folder):
    return pair(
        folder,
        "RS256",
        "openssl genrsa -traditional -out private.pem 2048",
        "openssl rsa -in private.pem -RSAPublicKey_out -out public.pem",
    )


def ec_pkcs8(folder):
    return pair(
        folder,
        "ES256",
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out private.pem",
        "openssl pkey -in private.pem -pubout -out public.pem",
    )


def ec_sec1(folder):
    return pair(
        folder,
        "ES256",
        "openssl ecparam -name prime256v1 -genkey -noout -out private.pem",
        "openssl ec -in private.pem -pubout -out public.pem",
    )


def ec_sec1_with_parameters(folder):
    """Without -noout a block of EC PARAMETERS stands before the key."""
    return pair(
        folder,
        "ES256",
        "openssl ecparam -name prime256v1 -genkey -out private.pem",
        "openssl ec -in private.pem -pubout -out public.pem",
    )


def ed25519_pkcs8(folder):
    return pair(
        folder,
        "EdDSA",
        "openssl genpkey -algorithm ED25519 -out private.pem",
        "openssl pkey -in private.pem -pubout -out public.pem",
    )


def works_both_ways(latchkey, folder, make):
    keys = make(folder)
    algorithm = ("--algorithm", keys.algorithm)

    ours = latchkey.sign(keys.private, CLAIMS, *algorithm)
    read = pyjwt.decode(ours, keys.public.read_bytes(), algorithms=[keys.algorithm], audience="shop")
    expect_equal(read, CLAIMS, "the claims PyJWT reads")

    theirs = pyjwt.encode(CLAIMS, keys.private.read_bytes(), algorithm=keys.algorithm)
    for token in (ours, theirs):
        for key in (keys.public, keys.private):
            latchkey.verify(token, "--key", key, "--audience", "shop", *algorithm)

    another = folder / "another"
    another.mkdir()
    stranger = make(another).public
    expect_refusal(
        Refused, lambda: latchkey.verify(theirs, "--key", stranger, "--audience", "shop", *algorithm)
    )


@checks("RSA-4096 by `ssh-keygen -m PEM` and `openssl rsa -pubout` signs and verifies [D1]")
def rsa_4096_works(latchkey, folder):
    works_both_ways(latchkey, folder, rsa_4096_by_ssh_keygen)


@checks("RSA by `openssl genpkey` (PKCS#8) signs and verifies [D1]")
def rsa_pkcs8_works(latchkey, folder):
    works_both_ways(latchkey, folder, rsa_pkcs8)


@checks("RSA by `openssl genrsa -traditional` with `-RSAPublicKey_out` (PKCS#1) signs and verifies [D1]")
def rsa_pkcs1_works(latchkey, folder):
    works_both_ways(latchkey, folder, rsa_public_pkcs1)


@checks("P-256 by `openssl genpkey` (PKCS#8) signs and verifies")
def ec_pkcs8_works(latchkey, folder):
    works_both_ways(latchkey, folder, ec_pkcs8)


@checks("P-256 by `openssl ecparam -genkey -noout` (SEC1) signs and verifies")
def ec_sec1_works(latchkey, folder):
    works_both_ways(latchkey, folder, ec_sec1)


@checks("P-256 by `openssl ecparam -genkey`, parameters first, signs and verifies")
def ec_sec1_with_parameters_works(latchkey, folder):
    works_both_ways(latchkey, folder, ec_sec1_with_parameters)


@checks("Ed25519 by `openssl genpkey` signs and verifies")
def ed25519_works(latchkey, folder):
    works_both_ways(latchkey, folder, ed25519_pkcs8)
