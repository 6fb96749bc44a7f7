"""A real SMTP server for the tests: prints its port, then each mail it took as one line of JSON.

    mail-server.py [--tls CERTIFICATE KEY] [--implicit] [--user NAME PASSWORD] [--mechanism LOGIN] [--delay SECONDS]

It ends when its standard input does, so that it never outlives the test that started it.
"""

import argparse
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

arguments = argparse.ArgumentParser()
arguments.add_argument("--tls", nargs=2)
arguments.add_argument("--implicit", action="store_true")
arguments.add_argument("--user", nargs=2)
arguments.add_argument("--mechanism")
arguments.add_argument("--delay", type=float, default=0)
arguments.add_argument("--port", type=int, default=0)
options = arguments.parse_args()


class Handler:
    async def handle_DATA(self, server, session, envelope):
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "options": envelope.mail_options,
            "user": session.auth_data and str(session.auth_data),
            "tls": session.ssl is not None or options.implicit,
            "data": envelope.content.decode("utf-8"),
        }
        print(json.dumps(mail), flush=True)
        await asyncio.sleep(options.delay)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, credentials):
    name, password = (part.decode() for part in (credentials.login, credentials.password))
    good = [name, password] == options.user
    return AuthResult(success=good, handled=False, auth_data=name if good else None)


def context():
    if not options.tls:
        return None
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(*options.tls)
    return made


async def main():
    tls = context()

    def session():
        return SMTP(
            Handler(),
            enable_SMTPUTF8=True,
            hostname="mail.test",
            tls_context=None if options.implicit else tls,
            require_starttls=bool(tls) and not options.implicit,
            authenticator=authenticate if options.user else None,
            auth_required=bool(options.user),
            auth_require_tls=bool(tls) and not options.implicit,
            auth_exclude_mechanism=["PLAIN"] if options.mechanism == "LOGIN" else None,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        session, "127.0.0.1", options.port, ssl=tls if options.implicit else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
