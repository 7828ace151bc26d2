"""A message of 50 MB comes and goes in little memory."""

import base64
import hashlib
import random
import time

from clients import corpus
from clients.server import ALICE

from .suite import DemoCase, figure

SIZE = 50 * 1000 * 1000
MEMORY_BOUND = 16 << 20


class Big(DemoCase):
    """The same message by every way; each once, with the peak of the server's memory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.message = big_message()

    def test_by_smtp_and_back(self):
        session = self.smtp()
        session.begin("eve@elsewhere.test", [ALICE], f" SIZE={len(self.message)}")
        reply = self.measured("SMTP DATA", lambda: session.data(self.message))
        self.assertEqual(reply.code, 250, reply)
        self.reads_back(corpus.without_trace)

    def test_by_append_and_back(self):
        session = self.imap()
        self.measured("APPEND", lambda: session.append("INBOX", self.message))
        self.reads_back(lambda message: message)

    def test_by_bdat_in_chunks(self):
        session = self.smtp()
        session.begin("eve@elsewhere.test", [ALICE])
        self.measured("BDAT", lambda: self.chunks(session))
        self.reads_back(corpus.without_trace)

    def chunks(self, session):
        for at in range(0, len(self.message), 1 << 20):
            chunk = self.message[at : at + (1 << 20)]
            session.wire.send(b"BDAT %d\r\n" % len(chunk) + chunk)
            self.assertEqual(session.reply().code, 250)
        session.expect(250, "BDAT 0 LAST")

    def reads_back(self, as_sent):
        """The newest message, by IMAP whole and in part, and by POP3."""
        imap = self.imap(select="INBOX")
        fetched = self.measured("FETCH BODY[]", lambda: imap.ok("FETCH * (BODY.PEEK[])"))
        (items,) = fetched.fetched().values()
        self.same(as_sent(items[b"BODY[]"]))
        part = self.measured("FETCH BODY[]<…>", lambda: imap.ok("FETCH * (BODY.PEEK[]<40000000.1000>)"))
        (partial,) = part.fetched().values()
        self.assertEqual(partial[b"BODY[]<40000000>"], items[b"BODY[]"][40_000_000:40_001_000])
        pop3 = self.pop3()
        last = max(pop3.uids())
        self.same(as_sent(self.measured("RETR", lambda: pop3.retrieve(last))))

    def same(self, message):
        """Compares in a way whose failure can be read."""
        self.assertEqual(len(message), len(self.message))
        self.assertEqual(hashlib.sha256(message).digest(), hashlib.sha256(self.message).digest())

    def measured(self, what, work):
        """Does the work and sees by how much the server's memory rose at most."""
        self.server.reset_peak()
        before, began = self.server.memory("VmHWM"), time.monotonic()
        result = work()
        rise = self.server.memory("VmHWM") - before
        seconds = time.monotonic() - began
        figure(f"{what} of 50 MB: {rise / (1 << 20):.1f} MB more at the peak, {seconds:.1f} s")
        self.assertLess(rise, MEMORY_BOUND, what)
        return result


def big_message():
    """Lines that do not compress well."""
    noise = random.Random(50)
    head = b"From: <a@elsewhere.test>\r\nSubject: big\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    lines = base64.encodebytes(noise.randbytes((SIZE - len(head)) // 78 * 57)).replace(b"\n", b"\r\n")
    return head + lines
