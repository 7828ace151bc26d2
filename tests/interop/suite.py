"""What the suites share: a demo server for a class of tests, and figures that are printed."""

import unittest

from clients.imap import Imap
from clients.pop3 import Pop3
from clients.server import ALICE, Server
from clients.smtp import Smtp, lmtp


class DemoCase(unittest.TestCase):
    """Tests that share one demo server."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server.demo().start()
        cls.addClassCleanup(cls.server.end)

    def port(self, service):
        return self.server.ports[service]

    def imap(self, login=ALICE, select=None):
        """A session that has logged in and perhaps selected a mailbox, closed at the test's end."""
        session = self.open(Imap(self.port("imap"), login=login))
        if select:
            session.ok(f'SELECT "{select}"')
        return session

    def pop3(self, login=ALICE):
        return self.open(Pop3(self.port("pop3"), login=login))

    def smtp(self, service="smtp"):
        return self.open(Smtp(self.port(service)))

    def lmtp(self):
        return self.open(lmtp(self.port("lmtp")))

    def open(self, session):
        """Closes a session at the test's end."""
        self.addCleanup(session.wire.close)
        return session


def figure(text):
    """Prints a measurement."""
    print(f"         figure  {text}", flush=True)


def mail(subject, body="text", sender=ALICE, recipient=ALICE):
    """A plain message in CRLF lines."""
    text = f"From: <{sender}>\r\nTo: <{recipient}>\r\nSubject: {subject}\r\n\r\n{body}\r\n"
    return text.encode()
