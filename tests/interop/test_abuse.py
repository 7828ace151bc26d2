"""Smuggling, injection, relaying and noise, over real sockets."""

import random
import re
from concurrent.futures import ThreadPoolExecutor

from clients.imap import Imap
from clients.pop3 import Pop3
from clients.server import ALICE, BOB
from clients.smtp import Smtp, lmtp
from clients.wire import TooEarly, Wire

from .suite import DemoCase, mail

SEED = 20_261_123
STRANGER = "eve@elsewhere.test"

SUBJECT = b"BODY[HEADER.FIELDS (SUBJECT)]"

# What some servers take for the end of the data (RFC 5321 §2.3.8, §4.1.1.4).
FALSE_ENDS = (
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\r\n\r.\r\n",
    b"\n.\r",
    b"\r\n.\0\r\n",
    b"\0\r\n.\n",
)


class Smuggling(DemoCase):
    """What looks like the end of a message never makes two of one."""

    SMUGGLED = f"MAIL FROM:<{STRANGER}>\r\nRCPT TO:<{BOB}>\r\nDATA\r\nSubject: smuggled\r\n\r\nsmuggled\r\n.\r\n"

    def test_by_smtp(self):
        self._refuses_all(lambda: Smtp(self.port("smtp")))

    def test_by_lmtp(self):
        self._refuses_all(lambda: lmtp(self.port("lmtp")))

    def _refuses_all(self, connect):
        for end in FALSE_ENDS:
            with self.subTest(end=end), connect() as session:
                before = self.subjects()
                session.begin(STRANGER, [ALICE])
                session.expect(354, "DATA")
                session.wire.send(b"Subject: carrier\r\n\r\nbefore" + end + self.SMUGGLED.encode() + b"QUIT\r\n")
                codes = codes_of(session.wire.rest())
                self.assertNotIn(b"smuggled", b" ".join(self.subjects()))
                if is_bare(end):
                    self.assertGreaterEqual(codes[0], 500)
                    self.assertEqual(self.subjects(), before)

    def test_a_dot_line_in_a_chunk_is_content(self):
        with Smtp(self.port("smtp")) as session:
            session.begin(STRANGER, [ALICE])
            self.assertEqual(session.bdat(b"Subject: chunk\r\n\r\n.\r\n" + self.SMUGGLED.encode()).code, 250)
        self.assertNotIn(b"smuggled", b" ".join(self.subjects(BOB)))

    def test_commands_with_bare_line_ends_are_refused(self):
        for text in (b"NOOP\nNOOP\r\n", b"NOOP\rNOOP\r\n"):
            with self.subTest(text=text), Smtp(self.port("smtp")) as session:
                session.wire.send(text)
                self.assertGreaterEqual(session.reply().code, 500)

    def subjects(self, login=None):
        """The subjects of everything in both mailboxes, or in one."""
        subjects = []
        for name in [login] if login else [ALICE, BOB]:
            with Imap(self.port("imap"), login=name) as session:
                session.ok("SELECT INBOX")
                fetched = session.ok("UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)])").fetched()
            subjects += [items[SUBJECT] for items in fetched.values()]
        return subjects


class Injection(DemoCase):
    """What came before the handshake is not taken for what comes after it."""

    def test_behind_starttls_of_smtp(self):
        for service in ("smtp", "submission"):
            with self.subTest(service=service), Smtp(self.port(service)) as session:
                session.wire.send(b"STARTTLS\r\nMAIL FROM:<injected@elsewhere.test>\r\n")
                self.assert_dropped(session, lambda: session.command(f"RCPT TO:<{ALICE}>").code >= 500)

    def test_behind_starttls_of_imap(self):
        with Imap(self.port("imap")) as session:
            session.wire.send(b"a STARTTLS\r\nb NOOP\r\n")
            self.assert_dropped(session, lambda: session.ok("NOOP").responses == [])

    def test_behind_stls_of_pop3(self):
        with Pop3(self.port("pop3")) as session:
            session.wire.send(b"STLS\r\nCAPA\r\n")
            self.assert_dropped(session, lambda: session.command("NOOP").startswith(b"-ERR"))

    def assert_dropped(self, session, unaffected):
        """Either the server refuses and closes, or it goes on under TLS as if nothing had been injected."""
        first = session.wire.line()
        if re.match(rb"220|\+OK|\w+ OK", first):
            try:
                session.wire.start_tls(self.server.tls())
            except TooEarly:
                self.assert_refused(session.wire.rest())
            else:
                self.assertTrue(unaffected())
        else:
            self.assert_refused(first + b"\r\n" + session.wire.rest())

    def assert_refused(self, answer):
        """The server's last words are a refusal, and what was injected has no answer."""
        self.assertRegex(answer, rb"^(5\d\d |-ERR |\w+ (BAD|NO) |\* BYE )")
        self.assertEqual(answer.count(b"\r\n"), 1, answer)


class Relay(DemoCase):
    """No stranger sends mail through this server to others."""

    RECIPIENTS = (
        "victim@elsewhere.test",
        "victim%elsewhere.test@example.test",
        "victim@elsewhere.test@example.test",
        '"victim@elsewhere.test"@example.test',
        "@example.test:victim@elsewhere.test",
        "elsewhere.test!victim@example.test",
        "victim@[127.0.0.1]",
        "victim@localhost",
        "victim",
    )

    def test_strangers_reach_local_users_only(self):
        for sender in (STRANGER, "", ALICE):
            for recipient in self.RECIPIENTS:
                with self.subTest(sender=sender, recipient=recipient), Smtp(self.port("smtp")) as session:
                    session.expect(250, f"MAIL FROM:<{sender}>")
                    self.assertGreaterEqual(session.command(f"RCPT TO:<{recipient}>").code, 500)
                    self.assertGreaterEqual(session.command("DATA").code, 500)

    def test_submission_wants_a_login_first(self):
        with Smtp(self.port("submission")) as session:
            self.assertEqual(session.command(f"MAIL FROM:<{ALICE}>").code, 530)

    def test_addresses_that_are_never_refused(self):
        with Smtp(self.port("smtp")) as session:
            session.expect(250, "MAIL FROM:<>")
            for recipient in ("postmaster@example.test", "Postmaster", "ALICE@EXAMPLE.TEST"):
                session.expect(250, f"RCPT TO:<{recipient}>")


class Limits(DemoCase):
    """Too much is refused with the protocol's own error, and the session or the next goes on."""

    def test_a_long_command_line(self):
        with Smtp(self.port("smtp")) as session:
            self.assertEqual(session.command("NOOP " + "x" * 100_000).code, 500)
            session.expect(250, "NOOP")
        with Pop3(self.port("pop3")) as session:
            self.assertTrue(session.command("USER " + "x" * 100_000).startswith(b"-ERR"))
        with Imap(self.port("imap")) as session:
            session.wire.send(b"a LOGIN " + b"x" * 1_000_000)
            self.assertRegex(session.wire.line(), rb"^(a|\*) (BAD|BYE)")

    def test_a_message_beyond_the_size_is_refused_before_it_is_sent(self):
        with Smtp(self.port("smtp")) as session:
            session.expect(552, f"MAIL FROM:<{STRANGER}> SIZE=4000000000")
        session = self.imap(select="INBOX")
        session.wire.send(b"a APPEND INBOX {4000000000}\r\n")
        self.assertRegex(session.wire.line(), rb"^a NO \[TOOBIG\]")
        session.ok("NOOP")

    def test_a_large_literal_before_login_is_refused(self):
        with Imap(self.port("imap")) as session:
            session.wire.send(b"a LOGIN {400000000}\r\n")
            self.assertRegex(session.wire.line(), rb"^(a|\*) (BAD|BYE|NO)")

    def test_recipients_without_end(self):
        with Smtp(self.port("smtp")) as session:
            session.expect(250, f"MAIL FROM:<{STRANGER}>")
            session.wire.send(b"".join(b"RCPT TO:<%s>\r\n" % ALICE.encode() for _ in range(1_001)))
            codes = [session.reply().code for _ in range(1_001)]
            self.assertEqual((codes[0], codes[999], codes[1000]), (250, 250, 452))

    def test_strangers_of_an_address_are_bounded_and_users_are_served(self):
        user = self.imap(select="INBOX")
        strangers = [Wire(self.port("smtp")) for _ in range(230)]
        try:
            greetings = [stranger.line() for stranger in strangers]
            self.assertTrue(greetings[0].startswith(b"220"))
            self.assertTrue(greetings[-1].startswith(b"421"), greetings[-1])
            user.append("INBOX", mail("meanwhile"))
        finally:
            for stranger in strangers:
                stranger.close()


class Noise(DemoCase):
    """Random bytes on every port: the server lives and serves others."""

    CONNECTIONS = 12
    WORDS = (
        b"\r\n",
        b"EHLO x\r\n",
        b"DATA\r\n",
        b"BDAT 9\r\n",
        b"a LOGIN {5}\r\n",
        b"{9999999}",
        b"USER x\r\n",
        b"\x16\x03\x01",
        b'"',
    )

    def test_random_bytes(self):
        user = self.imap(select="INBOX")
        jobs = [(service, SEED + number) for number in range(self.CONNECTIONS) for service in self.server.ports]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda job: self.shout(*job), jobs))
        user.append("INBOX", mail("after the noise"))
        for service in ("smtp", "lmtp", "imap", "pop3"):
            with Wire(self.port(service)) as wire:
                self.assertRegex(wire.line(), rb"^(220 |\* OK|\+OK)")
        with Imap(self.port("imaps"), self.server.tls(), login=BOB) as session:
            session.ok("SELECT INBOX")
        self.assertTrue(self.server.is_running())

    def test_random_bytes_behind_tls(self):
        jobs = [(service, SEED - number) for number in range(self.CONNECTIONS) for service in TLS_SERVICES]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda job: self.shout(*job, tls=self.server.tls()), jobs))
        self.imap(select="INBOX").ok("NOOP")

    def shout(self, service, seed, tls=None):
        """Sends noise until it is sent or the server has had enough."""
        noise = random.Random(f"{service} {seed}")
        with Wire(self.port(service), tls) as wire:
            try:
                for _ in range(noise.randrange(1, 40)):
                    wire.send(self.piece(noise))
                wire.end()
            except OSError:
                pass
            wire.rest()

    def piece(self, noise):
        if noise.random() < 0.5:
            return noise.choice(self.WORDS)
        return noise.randbytes(noise.randrange(1, 4_000))


TLS_SERVICES = ("submissions", "imaps", "pop3s")


def codes_of(octets):
    """The codes of the replies in what the server sent."""
    lines = octets.split(b"\r\n")
    return [int(line[:3]) for line in lines if line[:3].isdigit() and line[3:4] != b"-"]


def is_bare(end):
    """Whether a CR or LF in it stands alone."""
    rest = end.replace(b"\r\n", b"")
    return b"\r" in rest or b"\n" in rest
