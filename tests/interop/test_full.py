"""A full disk: new mail is refused for now, what is stored stays readable, and it goes on when there is room."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from clients.imap import Imap
from clients.pop3 import Pop3
from clients.server import ALICE, BOB, Server
from clients.smtp import Smtp, lmtp

from .suite import mail

SIZE_MB = 48
SENDER = "eve@elsewhere.test"


class Full(unittest.TestCase):
    """The data folder is on a small file system of its own."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="posthouse-full-"))
        self.addCleanup(self.folder.rmdir)
        mounted = mount(self.folder)
        if mounted.returncode:
            self.skipTest(f"a small file system cannot be mounted: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "--lazy", str(self.folder)], check=True)
        self.server = Server.demo(self.folder / "data")
        self.addCleanup(self.server.end)
        self.server.start()

    def test_a_full_disk(self):
        kept = self.deliver_before()
        filler = self.fill()
        self.refuses()
        self.reads(kept)
        self.works_on_flags_or_says_why()
        self.assertTrue(self.server.is_running())
        filler.unlink()
        self.accepts()
        self.reads(kept)
        self.survives_a_restart_when_full(kept)
        self.server.stop()
        checked = self.server.run("check")
        self.assertEqual(checked.returncode, 0, checked)

    def deliver_before(self):
        with Smtp(self.port("smtp")) as session:
            for number in range(20):
                session.deliver(SENDER, [ALICE], mail(f"before {number}", os.urandom(2_000).hex()))
        return self.inbox()

    def fill(self):
        """Takes all room that is left."""
        filler = self.folder / "filler"
        with open(filler, "ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                fill_with(file, size)
        return filler

    def refuses(self):
        """Every way in says that it is for now."""
        message = mail("refused", os.urandom(100_000).hex())
        for connect, service in ((Smtp, "smtp"), (lmtp, "lmtp")):
            with connect(self.port(service)) as session:
                session.begin(SENDER, [ALICE])
                reply = session.data(message)
                self.assertEqual((reply[0] if session.is_lmtp else reply).code, 452)
                session.expect(250, "NOOP")
        with Imap(self.port("imap"), login=ALICE) as session:
            done = session.command("APPEND INBOX {}", message)
            self.assertEqual((done.status, done.code(b"OVERQUOTA")), (b"NO", b""), done.text)
            session.ok("NOOP")

    def reads(self, kept):
        inbox = self.inbox()
        self.assertEqual({uid: inbox.get(uid) for uid in kept}, kept)
        with Pop3(self.port("pop3"), login=ALICE) as session:
            self.assertEqual(session.retrieve(1), kept[min(kept)])

    def works_on_flags_or_says_why(self):
        with Imap(self.port("imap"), login=ALICE) as session:
            session.ok("SELECT INBOX")
            done = session.command(r"STORE 1 +FLAGS (\Flagged)")
            if done.status != b"OK":
                self.assertEqual((done.status, done.code(b"OVERQUOTA")), (b"NO", b""), done.text)

    def accepts(self):
        before = self.inbox()
        with Smtp(self.port("smtp")) as session:
            session.deliver(SENDER, [ALICE, BOB], mail("after"))
        with Imap(self.port("imap"), login=ALICE) as session:
            session.append("INBOX", mail("appended after"))
        self.assertEqual(len(self.inbox()), len(before) + 2)

    def survives_a_restart_when_full(self, kept):
        filler = self.fill()
        self.server.kill()
        self.server.start()
        self.reads(kept)
        filler.unlink()
        self.accepts()

    def inbox(self):
        with Imap(self.port("imap"), login=ALICE) as session:
            session.ok("SELECT INBOX")
            return session.bodies()

    def port(self, service):
        return self.server.ports[service]


def mount(folder):
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def fill_with(file, size):
    try:
        while True:
            if file.write(bytes(size)) < size:
                return
    except OSError:
        return
