"""A thousand people who are connected and do nothing."""

import resource

from clients import binary
from clients.imap import Imap
from clients.server import ALICE
from clients.wait import until

from .suite import DemoCase, figure, mail

SESSIONS = 1_000
WARM_UP = 100
BOUNDS = {"plain": 20_000, "TLS": 40_000}


class Many(DemoCase):
    """Memory for each session in IDLE; the bounds hold for builds that are meant for users."""

    @classmethod
    def setUpClass(cls):
        allow_files(SESSIONS + 200)
        super().setUpClass()

    def _idle(self, security, connect):
        sessions = [connect() for _ in range(WARM_UP)]
        for session in sessions:
            idle(session)
        before = self.server.memory()
        for _ in range(SESSIONS):
            sessions.append(connect())
            idle(sessions[-1])
        each = (self.server.memory() - before) / SESSIONS
        figure(f"{SESSIONS} idle IMAP sessions, {security}: {each / 1000:.1f} KB each")
        self.change_is_told(sessions)
        for session in sessions:
            session.wire.close()
        until(lambda: "posthouse_sessions 0" in self.server.page("/metrics"), "the sessions end")
        if binary.is_release():
            self.assertLessEqual(each, BOUNDS[security])

    def change_is_told(self, sessions):
        """All hear of a new message."""
        with Imap(self.port("imap"), login=ALICE) as another:
            another.append("INBOX", mail("for all"))
        for session in sessions:
            self.assertRegex(session.wire.line(), rb"^\* \d+ EXISTS$")


class Plain(Many):
    """A server of its own for each, as one that has freed memory before would hide what is used."""

    def test_a_thousand_idle_sessions(self):
        self._idle("plain", lambda: Imap(self.port("imap"), login=ALICE))


class Tls(Many):
    """The same under TLS."""

    def test_a_thousand_idle_sessions(self):
        context = self.server.tls()
        self._idle("TLS", lambda: Imap(self.port("imaps"), context, login=ALICE))


def idle(session):
    session.ok("SELECT INBOX")
    session.idle()


def allow_files(count):
    """Lets this process and its servers open so many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, max(count, hard)))
