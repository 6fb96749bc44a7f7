"""Every exchange with other people's tokens and keys, against one built binary."""

import sys

import encrypted_tokens
import keys_from_elsewhere
import tokens_from_elsewhere
import tokens_of_ours
from checks import run_checks


def main(binary):
    return run_checks(
        binary,
        tokens_from_elsewhere.checks,
        keys_from_elsewhere.checks,
        tokens_of_ours.checks,
        encrypted_tokens.checks,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
