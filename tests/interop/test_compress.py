"""COMPRESS=DEFLATE (RFC 4978) by imaplib and zlib, and octet by octet."""

import imaplib
import random
import zlib

from clients import corpus
from clients.deflate import Deflated
from clients.imap import Imap, count
from clients.server import ALICE, PASSWORDS
from clients.wire import HOST

from .suite import DemoCase, figure, mail

SEED = 4978
LARGE = 3_000_000
TOO_LONG = 10 << 20
BOMB = 256 << 20
MEMORY_BOUND = 8 << 20
PIPELINED = 400

imaplib.Commands["COMPRESS"] = ("AUTH", "SELECTED")


class CompressedClient(imaplib.IMAP4):
    """imaplib, taught to compress."""

    _deflated = None

    def compress(self):
        status, answer = self._simple_command("COMPRESS", "DEFLATE")
        if status == "OK":
            self._deflated, self._plain = Deflated(self.sock), bytearray()
        return status, answer

    def send(self, data):
        self._deflated.sendall(data) if self._deflated else super().send(data)

    def read(self, size):
        return self._take(lambda: size) if self._deflated else super().read(size)

    def readline(self):
        return self._take(lambda: self._plain.find(b"\n") + 1) if self._deflated else super().readline()

    def _take(self, length):
        while not 0 < length() <= len(self._plain):
            octets = self._deflated.recv(1 << 16)
            if not octets:
                raise self.abort("the server closed the connection")
            self._plain += octets
        taken = bytes(self._plain[: length()])
        del self._plain[: len(taken)]
        return taken


class Client(DemoCase):
    """A program that compresses, over every kind of connection."""

    def clients(self):
        """Logged in and compressed: in clear, after STARTTLS and under TLS."""
        for security in ("plain", "starttls", "tls"):
            with self.subTest(security), self.dial(security) as client:
                client.login(ALICE, PASSWORDS[ALICE])
                self.assertIn("COMPRESS=DEFLATE", client.capability()[1][0].decode().split())
                self.assertEqual(client.compress()[0], "OK")
                self.assertNotIn("COMPRESS=DEFLATE", client.capability()[1][0].decode().split())
                yield security, client

    def dial(self, security):
        if security == "tls":
            return CompressedTls(HOST, self.port("imaps"), ssl_context=self.server.tls(), timeout=20)
        client = CompressedClient(HOST, self.port("imap"), timeout=20)
        if security == "starttls":
            client.starttls(self.server.tls())
        return client

    def test_the_corpus_comes_octet_by_octet(self):
        device = self.imap()
        device.ok("CREATE Corpus")
        device.ok("ENABLE UTF8=ACCEPT")
        messages = [message for message in corpus.messages().values() if message]
        for message in messages:
            device.append("Corpus", message)
        for _, client in self.clients():
            client.select("Corpus", readonly=True)
            _, fetched = client.fetch(f"1:{len(messages)}", "(BODY.PEEK[])")
            self.assertEqual([part[1] for part in fetched if isinstance(part, tuple)], messages)

    def test_large_literals_go_both_ways(self):
        generator = random.Random(SEED)
        lines = [generator.randbytes(36).hex() if number % 2 else "的" * 24 for number in range(LARGE // 72)]
        message = mail("large", "\r\n".join(lines))
        for security, client in self.clients():
            folder = f"Large-{security}"
            client.create(folder)
            self.assertEqual(client.append(folder, None, None, message)[0], "OK")
            client.select(folder)
            self.assertEqual(client.fetch("1", "(BODY.PEEK[])")[1][0][1], message)
        session = self.imap()
        session.compress()
        session.append("Large-tls", message)
        session.ok("SELECT Large-tls")
        self.assertEqual(session.bodies(), {1: message, 2: message})

    def test_a_second_compression_is_refused(self):
        for _, client in self.clients():
            status, (answer,) = client.compress()
            self.assertEqual((status, answer.split()[0]), ("NO", b"[COMPRESSIONACTIVE]"))
            self.assertEqual(client.noop()[0], "OK")


class CompressedTls(CompressedClient, imaplib.IMAP4_SSL):
    """The same under TLS from the start."""


class Octets(DemoCase):
    """What a careful client never does, and what a hostile one does."""

    def setUp(self):
        self.session = self.imap(select="INBOX")
        self.deflated = self.session.compress()

    def test_every_change_of_another_device_is_flushed_at_once(self):
        device = self.imap(select="INBOX")
        tag = self.session.idle()
        for number in range(50):
            device.ok(f"STORE 1 {'+-'[number % 2]}FLAGS (\\Flagged)")
            self.assertRegex(self.session.response().text, rb"\* 1 FETCH ")
        self.assertEqual(self.session.done(tag).status, b"OK")

    def test_octets_may_come_one_at_a_time(self):
        for octet in self.deflated.compressed(b"x FETCH 1 (UID)\r\ny STATUS INBOX (MESSAGES)\r\n"):
            self.deflated.socket.sendall(bytes([octet]))
        self.assertEqual(self.session.finish(b"x").status, b"OK")
        self.assertEqual(self.session.finish(b"y").status, b"OK")

    def test_commands_need_not_keep_to_blocks(self):
        commands = b"".join(b"p%d UID SEARCH SUBJECT %d\r\n" % (number, number) for number in range(PIPELINED))
        generator = random.Random(SEED)
        flushes = (zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH, zlib.Z_PARTIAL_FLUSH, zlib.Z_BLOCK, zlib.Z_NO_FLUSH)
        octets = b""
        while commands:
            piece, commands = commands[: (length := generator.randrange(1, 60))], commands[length:]
            octets += self.deflated.compressed(piece, generator.choice(flushes))
        self.deflated.socket.sendall(octets + self.deflated.compressed(b""))
        for number in range(PIPELINED):
            self.assertEqual(self.session.finish(b"p%d" % number).status, b"OK")

    def test_blocks_need_not_be_compressed(self):
        stored = zlib.compressobj(level=0, wbits=-zlib.MAX_WBITS)
        self.deflated.socket.sendall(stored.compress(b"s NOOP\r\n") + stored.flush(zlib.Z_SYNC_FLUSH))
        self.assertEqual(self.session.finish(b"s").status, b"OK")

    def test_few_octets_that_are_a_very_long_command_are_refused(self):
        for begin in (b"x ", b"x LIST ", b"x SEARCH BODY {%d+}\r\n" % TOO_LONG, b"x LOGIN {%d+}\r\n" % TOO_LONG):
            with self.subTest(begin):
                self.takes_little(begin + bytes(TOO_LONG) + b"\r\n", self.is_refused)
                self.session.ok("NOOP")

    def test_a_bomb_ends_the_connection_and_nothing_else(self):
        self.takes_little(b"x LIST " + bytes(BOMB), self.is_ended)
        self.lives()

    def test_what_is_no_deflate_ends_the_connection(self):
        for garbage in (b"x NOOP\r\n", b"\xff" * 100, zlib.compress(b"x NOOP\r\n"), bytes.fromhex("01 01 00 01 00 41")):
            with self.subTest(garbage[:10]):
                self.setUp()
                self.deflated.socket.sendall(garbage)
                self.assertRegex(self.session.wire.rest(), rb"\A\* BYE [^\r\n]*\r\n\Z")
                self.lives()

    def test_the_end_of_the_stream_is_the_end(self):
        self.deflated.socket.sendall(self.deflated.compressed(b"x NOOP\r\n", zlib.Z_FINISH) + b"more")
        self.assertRegex(self.session.wire.rest(), rb"\Ax OK [^\r\n]*\r\n\* BYE [^\r\n]*\r\n\Z")
        self.lives()

    def takes_little(self, octets, ends):
        """Sends them compressed; until that `ends` the server's memory does not grow with what they inflate to."""
        bomb = self.deflated.compressed(octets)
        self.server.reset_peak()
        at_rest = self.server.memory("VmHWM")
        self.deflated.socket.sendall(bomb)
        ends()
        taken = self.server.memory("VmHWM") - at_rest
        figure(f"{len(bomb)} octets that inflate to {len(octets)}: {taken >> 10} KiB")
        self.assertLess(taken, MEMORY_BOUND)

    def is_refused(self):
        self.assertEqual(self.session.finish(b"x").status, b"BAD")

    def is_ended(self):
        self.assertRegex(self.session.wire.rest(), rb"\* BYE [^\r\n]*\r\n\Z")

    def lives(self):
        with Imap(self.port("imap"), login=ALICE) as session:
            self.assertGreater(count(session), 0)
