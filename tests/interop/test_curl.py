"""curl, as a person at a shell uses it."""

import subprocess

from clients.imap import Imap
from clients.server import ALICE, BOB, PASSWORDS
from clients.wire import HOST

from .suite import DemoCase, mail


class Curl(DemoCase):
    """Sends and reads."""

    def test_smtp_delivers(self):
        self.send("by smtp", "smtp", "--mail-from", "eve@elsewhere.test", "--mail-rcpt", BOB)

    def test_submission_with_starttls_and_login(self):
        self.send("by submission", "smtp", *self.submitted(), service="submission")

    def test_submission_with_tls_and_login(self):
        self.send("by submissions", "smtps", *self.submitted(), service="submissions")

    def test_a_wrong_password_is_refused(self):
        ended = self.curl(f"imaps://{HOST}:{self.port('imaps')}/INBOX", "--user", f"{ALICE}:wrong", check=False)
        self.assertEqual(ended.returncode, 67, ended.stderr)

    def test_imap_and_imaps_read_a_message(self):
        message = mail("read by curl", "line one\r\n.dot\r\n")
        uid = self.appended(message)
        for scheme in ("imap", "imaps"):
            with self.subTest(scheme=scheme):
                self.assertEqual(self.read(scheme, f"INBOX;UID={uid}"), message)

    def test_imap_searches_and_lists(self):
        self.appended(mail("wanted by curl"))
        found = self.read("imaps", "INBOX?SUBJECT%20%22wanted%20by%20curl%22")
        self.assertRegex(found, rb"\* SEARCH \d+\r\n$")
        self.assertIn(b"INBOX", self.read("imaps", ""))

    def test_pop3_and_pop3s_read_a_message(self):
        message = mail("popped by curl", "line one\r\n.dot\r\n")
        self.appended(message)
        for scheme in ("pop3", "pop3s"):
            with self.subTest(scheme=scheme):
                last = self.read(scheme, "").split(b"\n")[-2].split()[0].decode()
                self.assertEqual(self.read(scheme, last), message)

    def submitted(self):
        login = ("--user", f"{ALICE}:{PASSWORDS[ALICE]}")
        return (*login, "--mail-from", ALICE, "--mail-rcpt", BOB)

    def send(self, subject, scheme, *options, service="smtp"):
        """Sends a message to Bob and sees it arrive."""
        address = f"{scheme}://{HOST}:{self.port(service)}"
        self.curl(address, *options, "--upload-file", "-", stdin=mail(subject, recipient=BOB))
        bodies = self.imap(login=BOB, select="INBOX").bodies()
        self.assertEqual(len([body for body in bodies.values() if f"Subject: {subject}\r\n".encode() in body]), 1)

    def read(self, scheme, path):
        address = f"{scheme}://{HOST}:{self.port(scheme)}/{path}"
        return self.curl(address, "--user", f"{ALICE}:{PASSWORDS[ALICE]}").stdout

    def curl(self, address, *options, stdin=b"", check=True):
        """TLS is insisted on wherever a password is sent."""
        security = ["--ssl-reqd"] if "--user" in options else []
        words = ["curl", "-sS", "--cacert", self.server.certificate(), *security, *options, address]
        ended = subprocess.run(words, input=stdin, capture_output=True, timeout=60, check=False)
        if check:
            self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended

    def appended(self, message):
        with Imap(self.port("imap"), login=ALICE) as session:
            return session.append("INBOX", message)[1]
