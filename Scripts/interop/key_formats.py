"""Key files in every format, from and to OpenSSL and OpenSSH: what either writes loads in the other."""

import json
import subprocess

from checks import Checks, expect_equal, expect_refusal
from latchkey import PATIENCE, Refused

PASSPHRASE = "a sentence"

checks = Checks()

OPENSSL_KEYS = {
    "RSA": "RSA -pkeyopt rsa_keygen_bits:2048",
    "P-256": "EC -pkeyopt ec_paramgen_curve:P-256",
    "P-384": "EC -pkeyopt ec_paramgen_curve:P-384",
    "P-521": "EC -pkeyopt ec_paramgen_curve:P-521",
    "Ed25519": "ED25519",
    "X25519": "X25519",
}
SSH_KEYS = {
    "RSA": "rsa -b 2048",
    "P-256": "ecdsa -b 256",
    "P-384": "ecdsa -b 384",
    "P-521": "ecdsa -b 521",
    "Ed25519": "ed25519",
}
ENCRYPTIONS = {
    "PBKDF2-HMAC-SHA-256, AES-256": "-v2 aes-256-cbc",
    "PBKDF2-HMAC-SHA-1, AES-128": "-v2 aes-128-cbc -v2prf hmacWithSHA1",
    "PBKDF2-HMAC-SHA-512, AES-192": "-v2 aes-192-cbc -v2prf hmacWithSHA512",
    "scrypt": "-scrypt",
}


def tool(folder, command, *more):
    """Runs a command line, whose words have no spaces, and what may have some; returns what it printed."""
    words = [*command.split(), *map(str, more)]
    done = subprocess.run(words, cwd=folder, check=True, capture_output=True, text=True, timeout=PATIENCE)
    return done.stdout


def convert(latchkey, file, format, *arguments):
    return latchkey.run("key", "convert", file, "--to", format, *arguments)


def phrase(folder):
    path = folder / "phrase"
    path.write_text(PASSPHRASE + "\n")
    return path


def ssh_words(line):
    """Type and key of an OpenSSH line, without its comment."""
    return line.split()[:2]


def from_openssl(kind):
    @checks(f"{kind} of `openssl genpkey` goes to JWK and comes back as it was [D1]")
    def through_jwk(latchkey, folder):
        tool(folder, f"openssl genpkey -algorithm {OPENSSL_KEYS[kind]} -out k.pem")
        convert(latchkey, folder / "k.pem", "jwk", "--output", folder / "k.jwk")
        expect_equal(convert(latchkey, folder / "k.jwk", "pkcs8"), (folder / "k.pem").read_text(), "the private key")
        public = tool(folder, "openssl pkey -in k.pem -pubout")
        expect_equal(convert(latchkey, folder / "k.jwk", "spki"), public, "the public key")

    @checks(f"{kind}, encrypted by `openssl pkcs8` in each way, opens; encrypted by Latchkey, opens in openssl")
    def encrypted(latchkey, folder):
        secret = phrase(folder)
        tool(folder, f"openssl genpkey -algorithm {OPENSSL_KEYS[kind]} -out k.pem")
        plain = (folder / "k.pem").read_text()
        for name, options in ENCRYPTIONS.items():
            tool(folder, f"openssl pkcs8 -topk8 -in k.pem -out locked.pem -passout file:phrase {options}")
            opened = convert(latchkey, folder / "locked.pem", "pem", "--passphrase-file", secret)
            expect_equal(opened, plain, name)
            expect_refusal(Refused, lambda: convert(latchkey, folder / "locked.pem", "pem"))
        locking = ("--encrypt", "--new-passphrase-file", secret, "--output", folder / "ours.pem")
        convert(latchkey, folder / "k.pem", "pkcs8", *locking)
        expect_equal(tool(folder, "openssl pkey -in ours.pem -passin file:phrase"), plain, "what openssl opens")


def from_ssh(kind):
    formats = ["", "-m PEM", "-m PKCS8"] if kind != "Ed25519" else [""]

    @checks(f"{kind} of `ssh-keygen` in its formats is read, and ours is read by `ssh-keygen -y` [D1]")
    def both_ways(latchkey, folder):
        for number, format in enumerate(formats):
            name = f"id{number}"
            tool(folder, f"ssh-keygen -q -t {SSH_KEYS[kind]} {format} -f {name} -C me -N", "")
            line = (folder / f"{name}.pub").read_text()
            for file, public in ((name, ["--public"]), (f"{name}.pub", [])):
                written = convert(latchkey, folder / file, "openssh", *public)
                expect_equal(ssh_words(written), ssh_words(line), f"the line of {file}")
            convert(latchkey, folder / name, "openssh", "--output", folder / f"ours{number}")
            expect_equal(ssh_words(tool(folder, f"ssh-keygen -y -f ours{number}")), ssh_words(line), "our file")
            expect_equal(json.loads(convert(latchkey, folder / name, "jwk")).keys() >= {"kty", "kid"}, True, "a JWK")

    @checks(f"{kind} of `ssh-keygen` with a passphrase opens, and ours opens in `ssh-keygen`")
    def encrypted(latchkey, folder):
        secret = phrase(folder)
        tool(folder, f"ssh-keygen -q -t {SSH_KEYS[kind]} -a 2 -f id -N", PASSPHRASE)
        line = ssh_words((folder / "id.pub").read_text())
        opening = ("--passphrase-file", secret)
        expect_equal(ssh_words(convert(latchkey, folder / "id", "openssh", "--public", *opening)), line, "the key")
        convert(latchkey, folder / "id", "openssh", "--encrypt", *opening, "--output", folder / "ours")
        expect_equal(ssh_words(tool(folder, "ssh-keygen -y -f ours -P", PASSPHRASE)), line, "our file")


for kind in OPENSSL_KEYS:
    from_openssl(kind)
for kind in SSH_KEYS:
    from_ssh(kind)


@checks("A certificate of `openssl req -x509` is the public key in it, in PEM and in DER")
def certificate(latchkey, folder):
    tool(folder, "openssl req -x509 -newkey rsa:2048 -noenc -keyout k.pem -out c.pem -subj /CN=x")
    tool(folder, "openssl x509 -in c.pem -outform DER -out c.der")
    public = tool(folder, "openssl pkey -in k.pem -pubout")
    for file in ("c.pem", "c.der"):
        expect_equal(convert(latchkey, folder / file, "pem"), public, file)
