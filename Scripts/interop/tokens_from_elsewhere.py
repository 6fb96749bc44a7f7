"""Latchkey reads what other libraries sign, and refuses what it has to."""

import json

import make_tokens
import other_readers
from checks import Checks, expect_equal

checks = Checks()


@checks("`latchkey token verify` reads what PyJWT, Authlib, joserfc and jwcrypto sign with each algorithm [D2]")
def latchkey_reads(latchkey, _folder):
    cases = list(make_tokens.cases())
    verdicts = latchkey.verdicts(cases)
    expect_equal([verdict["id"] for verdict in verdicts], [case["id"] for case in cases], "the order of answers")
    for verdict in verdicts:
        given = "ok" if verdict["ok"] else verdict["error"]
        expect_equal(given, deserved(verdict), verdict["id"])


@checks("PyJWT, Authlib, joserfc and jwcrypto judge the signatures of the same tokens alike")
def others_agree(_latchkey, _folder):
    for case in make_tokens.cases():
        if deserved(case) not in ("ok", "signature_invalid"):
            continue
        for name, reads in readers_of(case["algs"][0]):
            accepted = reads(case["token"], case["jwk"], case["algs"])
            expect_equal(accepted, deserved(case) == "ok", f"{case['id']}, read by {name}")


@checks("PyJWT, Authlib, joserfc and jwcrypto read what `latchkey token sign` makes with each algorithm [D2]")
def others_read(latchkey, folder):
    for algorithm, _ in make_tokens.keys():
        file = folder / f"{algorithm}.jwk"
        key = json.loads(latchkey.run("key", "generate", "--algorithm", algorithm))
        file.write_text(json.dumps(key))
        token = latchkey.sign(file, make_tokens.CLAIMS, "--algorithm", algorithm)
        public = key if key["kty"] == "oct" else json.loads(latchkey.run("key", "public", file))
        public.pop("key_ops", None)
        for name, reads in readers_of(algorithm):
            expect_equal(reads(token, public, [algorithm]), True, f"{algorithm}, read by {name}")
            forged = make_tokens.tampered(token)
            expect_equal(reads(forged, public, [algorithm]), False, f"{algorithm}, forged, read by {name}")


def readers_of(algorithm):
    """The libraries that know an algorithm by this name."""
    only = ("joserfc",) if algorithm in make_tokens.ONLY_JOSERFC else other_readers.SIGNATURE_READERS
    return [(name, other_readers.SIGNATURE_READERS[name]) for name in only]


def deserved(case):
    return case["id"].split()[-1]
