"""swaks, the administrator's tool for mail from outside."""

import subprocess

from clients.server import ALICE, BOB, PASSWORDS
from clients.wire import ADDRESS

from .suite import DemoCase

RECIPIENT_REFUSED = 24
LOGIN_FAILED = 28


class Swaks(DemoCase):
    """Mail from strangers and from users."""

    def test_a_stranger_delivers_to_a_user(self):
        self.delivers("swaks plain", "--from", "eve@elsewhere.test", "--to", ALICE)

    def test_a_stranger_delivers_under_tls(self):
        self.delivers("swaks tls", "--from", "eve@elsewhere.test", "--to", ALICE, "--tls")

    def test_a_subaddress_is_delivered(self):
        self.delivers("swaks tag", "--from", "eve@elsewhere.test", "--to", ALICE.replace("@", "+tag@"))

    def test_lmtp_delivers(self):
        self.delivers("swaks lmtp", "--from", "eve@elsewhere.test", "--to", ALICE, "--protocol", "LMTP", service="lmtp")

    def test_a_user_submits_under_starttls_with_every_mechanism(self):
        for mechanism in ("PLAIN", "LOGIN"):
            with self.subTest(mechanism=mechanism):
                words = ["--tls", "--auth", mechanism, *self.login(PASSWORDS[BOB]), "--to", ALICE]
                self.delivers(f"swaks {mechanism}", *words, service="submission")

    def test_a_wrong_password_is_refused(self):
        ended = self.swaks("--tls", "--auth", "PLAIN", *self.login("wrong"), "--to", ALICE, service="submission")
        self.assertEqual(ended.returncode, LOGIN_FAILED, ended.stdout)
        self.assertIn("535 5.7.8", ended.stdout)

    def test_an_unknown_recipient_is_refused(self):
        self.refuses("550 5.1.1", "--from", "eve@elsewhere.test", "--to", "nobody@example.test")

    def test_a_relay_attempt_is_refused(self):
        self.refuses("550 5.7.1", "--from", "eve@elsewhere.test", "--to", "victim@elsewhere.test")
        self.refuses("550 5.7.1", "--from", ALICE, "--to", "victim@elsewhere.test")

    def login(self, password):
        return ["--auth-user", BOB, "--auth-password", password, "--from", BOB]

    def delivers(self, subject, *words, service="smtp"):
        ended = self.swaks(*words, "--header", f"Subject: {subject}", service=service)
        self.assertEqual(ended.returncode, 0, ended.stdout)
        bodies = self.imap(login=ALICE, select="INBOX").bodies().values()
        self.assertEqual(len([body for body in bodies if f"Subject: {subject}\r\n".encode() in body]), 1)

    def refuses(self, reply, *words):
        ended = self.swaks(*words)
        self.assertEqual(ended.returncode, RECIPIENT_REFUSED, ended.stdout)
        self.assertIn(reply, ended.stdout)

    def swaks(self, *words, service="smtp"):
        command = ["swaks", "--server", ADDRESS, "--port", str(self.port(service)), *words]
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
        )
