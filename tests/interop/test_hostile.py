"""Messages that are meant to cost the server dearly: it takes them in little time and serves the others meanwhile."""

import threading
import time

from clients.imap import Imap
from clients.server import ALICE, BOB

from .suite import DemoCase, figure, mail

SIZE = 600_000
PATIENCE = 5.0
OTHERS_PATIENCE = 1.0

HTML = b"Content-Type: text/html\r\n\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
QUOTED_PRINTABLE = b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"


def filled(start, piece, end=b""):
    """As many pieces as the size allows."""
    return start + piece * (SIZE // len(piece)) + end


def counted(start, make, end=b""):
    """As many numbered pieces as the size allows."""
    return start + b"".join(make(number) for number in range(SIZE // len(make(99_999)))) + end


END = b"\r\n\r\ntext\r\n"
SHAPES = {
    "From: quotes and backslashes": filled(b'From: "', b'\\"', b'" <a@b>' + END),
    "From: quotes": filled(b"From: ", b'"', END),
    "From: open comments": filled(b"From: ", b"(", END),
    "From: nested comments": filled(filled(b"From: a@b ", b"("), b")", END),
    "From: open brackets": filled(b"From: ", b"[ ", END),
    "From: angles": filled(b"From: ", b"<", END),
    "From: at signs": filled(b"From: ", b"@", END),
    "From: dots": filled(b"From: ", b"a.", END),
    "To: groups": filled(b"To: ", b"g:a@b;,\r\n ", END),
    "To: addresses": filled(b"To: a@b", b",\r\n x@y.z", END),
    "Subject: folds": filled(b"Subject: a", b"\r\n b", END),
    "Subject: encoded words": filled(b"Subject: a", b"\r\n =?utf-8?q?a?=", END),
    "Subject: open encoded words": filled(b"Subject: ", b"=?utf-8?q?", END),
    "References": filled(b"References: <a@b>", b"\r\n <a@b>", END),
    "Message-ID: angles": filled(b"Message-ID: ", b"<", END),
    "Date: comments": filled(b"Date: ", b"(", END),
    "a field again and again": filled(b"", b"X: y\r\n", END),
    "fields": counted(b"", lambda number: b"X-%d: y\r\n" % number, END),
    "blank folds": filled(b"Subject: x\r\n", b" \r\n", END),
    "lines that are no fields": filled(b"A: b\r\n", b"garbage\r\n", END),
    "parameters": counted(b"Content-Type: text/plain", lambda number: b";\r\n p%d=v" % number, END),
    "continued parameters": counted(b"Content-Type: text/plain", lambda number: b";\r\n n*%d=v" % number, END),
    "a quoted parameter": filled(b'Content-Type: text/plain; name="', b'\\"', END),
    "semicolons": filled(b"Content-Type: text/plain", b";", END),
    "parts": filled(MIXED, b"--b\r\n\r\nx\r\n", b"--b--\r\n"),
    "almost boundaries": filled(MIXED, b"--bx\r\n"),
    "a boundary with white space": filled(MIXED + b"--b", b" ", END),
    "nested multiparts": counted(
        b"", lambda number: b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)
    ),
    "nested messages": filled(b"", b"Content-Type: message/rfc822\r\n\r\n"),
    "HTML: open tags": filled(HTML, b"<" * 70 + b"\r\n"),
    "HTML: comments": filled(HTML, b"<!--" * 18 + b"\r\n"),
    "HTML: ampersands": filled(HTML, b"&" * 70 + b"\r\n"),
    "HTML: styles": filled(HTML, b"<style>" * 10 + b"\r\n"),
    "soft line ends": filled(QUOTED_PRINTABLE, b"=\r\n"),
    "UTF-7": filled(b"Content-Type: text/plain; charset=utf-7\r\n\r\n", b"+" * 70 + b"\r\n"),
    "ISO-2022-KR": filled(b"Content-Type: text/plain; charset=iso-2022-kr\r\n\r\n", b"\x1b$)C" * 18 + b"\r\n"),
    "uuencode": filled(b"\r\n", b"begin 644 x\r\n"),
}


class Hostile(DemoCase):
    """A stranger sends, the recipient reads and searches, another user waits for answers."""

    def test_hostile_messages(self):
        slowest = 0.0
        for name, message in SHAPES.items():
            with self.subTest(name=name):
                seconds, waited = self.attack(ended(message))
                slowest = max(slowest, seconds)
                self.assertLess(seconds, PATIENCE)
                self.assertLess(waited, OTHERS_PATIENCE, "another user had to wait")
        figure(f"{len(SHAPES)} hostile messages of {SIZE // 1000} KB: {slowest:.2f} s for the slowest")
        self.imap(login=BOB).append("INBOX", mail("after all that"))

    def attack(self, message):
        """Seconds for sending and reading, and the longest that another user waited meanwhile."""
        with Bystander(self.port("imap")) as bystander:
            began = time.monotonic()
            with self.smtp() as sender:
                sender.begin("eve@elsewhere.test", [ALICE])
                self.assertIn(sender.bdat(message).code, (250, 552, 554))
            with Imap(self.port("imap"), login=ALICE) as reader:
                reader.ok("SELECT INBOX")
                reader.ok("FETCH * (ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (Subject To)])")
                reader.ok("UID SEARCH UID * TEXT nowhere")
            return time.monotonic() - began, bystander.longest()


class Bystander:
    """Another user, who asks for little all the time."""

    def __init__(self, port):
        self._session = Imap(port, login=BOB)
        self._over = threading.Event()
        self._longest = 0.0
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.longest()
        self._session.wire.close()

    def longest(self):
        """Ends the asking; the longest wait for an answer in seconds."""
        self._over.set()
        self._thread.join()
        return self._longest

    def _ask(self):
        while not self._over.is_set():
            began = time.monotonic()
            self._session.ok("NOOP")
            self._longest = max(self._longest, time.monotonic() - began)


def ended(message):
    return message if message.endswith(b"\r\n") else message + b"\r\n"
