"""Every exchange with other people's tokens and keys, against one built binary."""

import sys

import encrypted_tokens
import key_formats
import keys_from_elsewhere
import oauth_clients
import revocation_readers
import tokens_from_elsewhere
import tokens_of_ours
from checks import run_checks


def main(binary):
    return run_checks(
        binary,
        tokens_from_elsewhere.checks,
        keys_from_elsewhere.checks,
        key_formats.checks,
        tokens_of_ours.checks,
        encrypted_tokens.checks,
        oauth_clients.checks,
        revocation_readers.checks,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
