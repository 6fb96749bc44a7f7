"""Latchkey reads what other libraries sign, and refuses what it has to."""

import make_tokens
import other_readers
from checks import Checks, expect_equal

checks = Checks()


@checks("`latchkey token verify` reads HS256, RS256, ES256 and EdDSA tokens of PyJWT, Authlib and joserfc [D2]")
def latchkey_reads(latchkey, _folder):
    cases = list(make_tokens.cases())
    verdicts = latchkey.verdicts(cases)
    expect_equal([verdict["id"] for verdict in verdicts], [case["id"] for case in cases], "the order of answers")
    for verdict in verdicts:
        given = "ok" if verdict["ok"] else verdict["error"]
        expect_equal(given, deserved(verdict), verdict["id"])


@checks("PyJWT, Authlib and joserfc judge the signatures of the same tokens alike")
def others_agree(_latchkey, _folder):
    for case in make_tokens.cases():
        if deserved(case) not in ("ok", "signature_invalid"):
            continue
        for name, reads in other_readers.SIGNATURE_READERS.items():
            if name == "joserfc" or "Ed25519" not in case["algs"]:
                accepted = reads(case["token"], case["jwk"], case["algs"])
                expect_equal(accepted, deserved(case) == "ok", f"{case['id']}, read by {name}")


def deserved(case):
    return case["id"].split()[-1]
