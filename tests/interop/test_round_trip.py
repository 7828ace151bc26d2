"""Every message of `tests/messages` goes in by every way and comes back byte for byte by every way."""

from clients import corpus
from clients.imap import Imap
from clients.pop3 import Pop3
from clients.server import BOB
from clients.smtp import Smtp, lmtp

from .suite import DemoCase

EIGHT_BIT = " BODY=8BITMIME SMTPUTF8"
BINARY = " BODY=BINARYMIME SMTPUTF8"
SENDER = "sender@elsewhere.test"


class RoundTrip(DemoCase):
    """Bob's INBOX is emptied, filled by one way and read by all."""

    maxDiff = None

    def setUp(self):
        self.session = self.imap(login=BOB, select="INBOX")
        self.session.ok(r"UID STORE 1:* +FLAGS.SILENT (\Deleted)")
        self.session.ok("EXPUNGE")

    def test_by_smtp_data(self):
        lines = {name: text for name, text in corpus.messages().items() if not corpus.is_binary(name)}
        with Smtp(self.port("smtp")) as session:
            for text in lines.values():
                session.deliver(SENDER, [BOB], text, EIGHT_BIT)
        self.comes_back(lines, behind_trace=True)

    def test_by_lmtp_data(self):
        lines = {name: text for name, text in corpus.messages().items() if not corpus.is_binary(name)}
        with lmtp(self.port("lmtp")) as session:
            for text in lines.values():
                session.deliver(SENDER, [BOB], text, EIGHT_BIT)
        self.comes_back(lines, behind_trace=True)

    def test_by_smtp_bdat(self):
        messages = corpus.messages()
        with Smtp(self.port("smtp")) as session:
            for name, text in messages.items():
                session.begin(SENDER, [BOB], BINARY)
                self.assertEqual(session.bdat(text).code, 250, name)
        self.comes_back(messages, behind_trace=True)

    def test_by_append(self):
        messages = corpus.messages()
        for name in [name for name, text in messages.items() if not text]:
            empty = messages.pop(name)
            self.assertEqual(self.session.command("APPEND INBOX {}", empty).status, b"NO")
        for text in messages.values():
            self.session.append("INBOX", text)
        self.comes_back(messages, behind_trace=False)

    def test_messages_that_are_no_lines_are_refused_by_data(self):
        before = len(self.session.bodies())
        for name, text in corpus.messages().items():
            if not corpus.is_binary(name) or not has_bare_ends(text):
                continue
            with self.subTest(name=name), Smtp(self.port("smtp")) as session:
                session.begin(SENDER, [BOB], EIGHT_BIT)
                self.assertGreaterEqual(session.data(text if text.endswith(b"\r\n") else text + b"\r\n").code, 500)
        self.session.ok("NOOP")
        self.assertEqual(len(self.session.bodies()), before)

    def comes_back(self, messages, behind_trace):
        """By IMAP and by POP3, in the order in which they went in."""
        with Imap(self.port("imap"), login=BOB) as session:
            session.ok("SELECT INBOX")
            self.compare(messages, list(session.bodies().values()), behind_trace, lambda text: text)
        with Pop3(self.port("pop3"), login=BOB) as session:
            numbers = sorted(session.uids())
            retrieved = [session.retrieve(number) for number in numbers]
            self.compare(messages, retrieved, behind_trace, corpus.by_pop3)

    def compare(self, messages, returned, behind_trace, as_returned):
        self.assertEqual(len(returned), len(messages))
        for (name, sent), got in zip(messages.items(), returned):
            with self.subTest(name=name):
                if behind_trace:
                    got, sent = corpus.without_trace(got), corpus.delivered(sent)
                self.assertEqual(got, as_returned(sent))


def has_bare_ends(text):
    """Whether there is a CR or an LF that is not in a CRLF."""
    rest = text.replace(b"\r\n", b"")
    return b"\r" in rest or b"\n" in rest
